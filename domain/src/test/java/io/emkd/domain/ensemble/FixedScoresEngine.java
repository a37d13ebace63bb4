package io.emkd.domain.ensemble;

import io.emkd.domain.configuration.EnsembleConfiguration;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Gives every item a score of its own, whatever the input: the sum of two networks' logits. */
public record FixedScoresEngine(int itemCount)
    implements LoadingEngine, EnsembleScorer, NetworkScorer {
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
  public TrainedEnsemble load(Path directory, EnsembleConfiguration configuration, int items) {
    return new TrainedEnsemble() {
      @Override
      public EnsembleScorer scorer() {
        return FixedScoresEngine.this;
      }

      @Override
      public NetworkScorer networks() {
        return FixedScoresEngine.this;
      }

      @Override
      public ItemSimilarity similarity() {
        return (similarTo, excluded, count) -> top(new int[similarTo.length][], excluded, count);
      }

      @Override
      public TargetRanker ranker() {
        return new ScoreRanker(itemCount, maxLength());
      }

      /** Each state is the sum of the sequence's item numbers, d is 1. */
      @Override
      public SequenceEncoder encoder() {
        return sequences -> {
          int length = sequences[0].length;
          float[] states = new float[sequences.length * length];
          for (int b = 0; b < sequences.length; b++) {
            Arrays.fill(states, b * length, (b + 1) * length, Arrays.stream(sequences[b]).sum());
          }
          return new HiddenStates(new float[][] {states, states.clone()}, sequences.length, length);
        };
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

  /** Ranks by the same scores. */
  private record ScoreRanker(int itemCount, int maxLength) implements TargetRanker {
    @Override
    public int[] ranks(int[][] inputs, int[] targets, int[][] excluded) {
      int[] ranks = new int[targets.length];
      for (int b = 0; b < ranks.length; b++) {
        int target = targets[b];
        int[] left = excluded[b];
        ranks[b] =
            (int)
                IntStream.rangeClosed(1, itemCount)
                    .filter(item -> item == target || score(item) >= score(target))
                    .filter(item -> item == target || Arrays.stream(left).noneMatch(e -> e == item))
                    .count();
      }
      return ranks;
    }
  }
}
