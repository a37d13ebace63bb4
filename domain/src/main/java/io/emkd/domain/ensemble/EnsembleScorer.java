package io.emkd.domain.ensemble;

/**
 * Scores items as what comes next, by the sum over networks of the item logits at the last
 * position, and finds the best: what serving asks for. Inputs are [B][T], each the items of an
 * {@link EncoderInput}. Thread-safe.
 */
public interface EnsembleScorer {
  /** V, the number of items. */
  int itemCount();

  /** T, the maximum sequence length. */
  int maxLength();

  /** How many runs at once make the best use of the device, at least 1. */
  int concurrentRuns();

  /**
   * The best items of each input, best first.
   *
   * @param excluded of each input the item numbers that are not to be recommended
   * @param count at least 1; fewer items are returned where fewer remain
   */
  TopItems[] top(int[][] inputs, int[][] excluded, int count);
}
