package io.emkd.domain.ensemble;

import io.emkd.domain.configuration.EnsembleConfiguration;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Gives every item a score of its own, whatever the input: the sum of two networks' logits. */
public record FixedScoresEngine(int itemCount) implements LoadingEngine, EnsembleScorer {
  /** Different for each item up to 46. */
  public static float score(int item) {
    return item * 17 % 47 - 23;
  }

  /** Quarters, so that sums are exact. */
  public static float[] networkLogits(int item) {
    float first = item * 31 % 43 / 4f;
    return new float[] {first, score(item) - first};
  }

  @Override
  public int networks() {
    return 2;
  }

  @Override
  public int concurrentRuns() {
    return 1;
  }

  @Override
  public float[][][] networkLogits(int[][] inputs) {
    float[][][] logits = new float[inputs.length][2][itemCount + 1];
    for (float[][] networks : logits) {
      for (int item = 0; item <= itemCount; item++) {
        networks[0][item] = networkLogits(item)[0];
        networks[1][item] = networkLogits(item)[1];
      }
    }
    return logits;
  }

  @Override
  public TopItems[] similar(int[] items, int[][] excluded, int count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public TrainedEnsemble load(Path directory, EnsembleConfiguration configuration, int items) {
    return new TrainedEnsemble() {
      @Override
      public EnsembleScorer scorer() {
        return FixedScoresEngine.this;
      }

      @Override
      public SequenceEncoder encoder() {
        throw new UnsupportedOperationException();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public int maxLength() {
    return 20;
  }

  @Override
  public float[][] scores(int[][] inputs) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int[] ranks(int[][] inputs, int[] targets, int[][] excluded) {
    throw new UnsupportedOperationException();
  }

  @Override
  public TopItems[] top(int[][] inputs, int[][] excluded, int count) {
    TopItems[] top = new TopItems[inputs.length];
    for (int b = 0; b < top.length; b++) {
      int[] left = excluded[b];
      int[] items =
          IntStream.rangeClosed(1, itemCount)
              .filter(item -> Arrays.stream(left).noneMatch(e -> e == item))
              .boxed()
              .sorted(Comparator.comparing((Integer item) -> -score(item)))
              .limit(count)
              .mapToInt(Integer::intValue)
              .toArray();
      float[] scores = new float[items.length];
      for (int i = 0; i < items.length; i++) {
        scores[i] = score(items[i]);
      }
      top[b] = new TopItems(items, scores);
    }
    return top;
  }
}
