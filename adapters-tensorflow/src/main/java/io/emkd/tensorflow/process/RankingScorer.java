package io.emkd.tensorflow.process;

import io.emkd.domain.ensemble.EnsembleScorer;

/**
 * Ranks, which is all that a training asks of its scorer; everything else throws
 * UnsupportedOperationException.
 */
record RankingScorer(int itemCount, int networks, int maxLength, Ranking ranking)
    implements EnsembleScorer {
  /** {@link EnsembleScorer#ranks}. */
  interface Ranking {
    int[] of(int[][] inputs, int[] targets, int[][] excluded);
  }

  /** Calls to one process follow each other. */
  @Override
  public int concurrentRuns() {
    return 1;
  }

  @Override
  public int[] ranks(int[][] inputs, int[] targets, int[][] excluded) {
    return ranking.of(inputs, targets, excluded);
  }

  @Override
  public float[][] scores(int[][] inputs) {
    throw unsupported();
  }

  @Override
  public TopItems[] top(int[][] inputs, int[][] excluded, int count) {
    throw unsupported();
  }

  @Override
  public float[][][] networkLogits(int[][] inputs) {
    throw unsupported();
  }

  @Override
  public TopItems[] similar(int[] items, int[][] excluded, int count) {
    throw unsupported();
  }

  private static UnsupportedOperationException unsupported() {
    return new UnsupportedOperationException("of an ensemble in training there are ranks alone");
  }
}
