package io.emkd.tensorflow.process;

import io.emkd.domain.ensemble.TargetRanker;

/** Ranks by asking whoever has the weights, which may be another process. */
record RemoteRanker(int itemCount, int maxLength, Ranking ranking) implements TargetRanker {
  /** {@link TargetRanker#ranks}. */
  interface Ranking {
    int[] of(int[][] inputs, int[] targets, int[][] excluded);
  }

  @Override
  public int[] ranks(int[][] inputs, int[] targets, int[][] excluded) {
    return ranking.of(inputs, targets, excluded);
  }
}
