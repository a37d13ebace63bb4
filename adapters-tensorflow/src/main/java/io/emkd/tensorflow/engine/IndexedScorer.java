package io.emkd.tensorflow.engine;

import io.emkd.domain.ensemble.EnsembleScorer;
import io.emkd.domain.ensemble.TopItems;
import io.emkd.tensorflow.index.IndexRecall;
import io.emkd.tensorflow.index.ItemIndex;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Finds the best items with an index where that is fast and finds enough, else by the exact
 * ranking: where more than {@link #LONGEST} items are asked for, where most of the catalogue is
 * excluded, and where the index found fewer items than there are. Thread-safe.
 */
final class IndexedScorer implements EnsembleScorer {
  static final int LONGEST = 100;

  private final TensorFlowScorer exact;
  private final ItemIndex index;
  private final int breadth;

  /**
   * @param breadth of a search for {@link IndexRecall#CUTOFF} items; for more it grows with them
   */
  IndexedScorer(TensorFlowScorer exact, ItemIndex index, int breadth) {
    this.exact = exact;
    this.index = index;
    this.breadth = breadth;
  }

  @Override
  public TopItems[] top(int[][] inputs, int[][] excluded, int count) {
    if (count > LONGEST) {
      return exact.top(inputs, excluded, count);
    }
    float[][] states = exact.lastHiddenStates(inputs);
    int breadthOfCount = breadth * Math.max(count, IndexRecall.CUTOFF) / IndexRecall.CUTOFF;
    TopItems[] top = new TopItems[inputs.length];
    IntStream.range(0, top.length)
        .parallel()
        .filter(b -> 2L * excluded[b].length <= itemCount())
        .forEach(b -> top[b] = index.search(states[b], excluded[b], count, breadthOfCount));
    int[] missing =
        IntStream.range(0, top.length)
            .filter(b -> top[b] == null || top[b].items().length < count)
            .toArray();
    if (missing.length > 0) {
      TopItems[] ranked =
          exact.top(
              Arrays.stream(missing).mapToObj(b -> inputs[b]).toArray(int[][]::new),
              Arrays.stream(missing).mapToObj(b -> excluded[b]).toArray(int[][]::new),
              count);
      for (int m = 0; m < missing.length; m++) {
        top[missing[m]] = ranked[m];
      }
    }
    return top;
  }

  @Override
  public int itemCount() {
    return exact.itemCount();
  }

  @Override
  public int maxLength() {
    return exact.maxLength();
  }

  @Override
  public int concurrentRuns() {
    return exact.concurrentRuns();
  }
}
