package io.emkd.domain.ensemble;

/**
 * Scores items as what comes next: the sum over networks of the item logits at the last position.
 * Inputs are [B][T], left-padded, ending in the mask token. Thread-safe.
 */
public interface EnsembleScorer {
  /** V, the number of items. */
  int itemCount();

  /** N, the number of networks. */
  int networks();

  /** T, the maximum sequence length. */
  int maxLength();

  /** How many runs at once make the best use of the device, at least 1. */
  int concurrentRuns();

  /** [B][V+1] scores by item number; column 0 belongs to padding. */
  float[][] scores(int[][] inputs);

  /**
   * The rank of each target among the candidates; ties count against the model.
   *
   * @param targets [B] item numbers
   * @param excluded of each input the item numbers that do not compete
   * @return [B], from 1
   */
  int[] ranks(int[][] inputs, int[] targets, int[][] excluded);

  /**
   * The best items of each input, best first.
   *
   * @param excluded of each input the item numbers that are not to be recommended
   * @param count at least 1; fewer items are returned where fewer remain
   */
  TopItems[] top(int[][] inputs, int[][] excluded, int count);

  /**
   * Of each input and network the item logits at the last position, whose sum over networks {@link
   * #scores} is.
   *
   * @return [B][N][V+1] by item number; column 0 belongs to padding
   */
  float[][][] networkLogits(int[][] inputs);

  /**
   * The items whose representations, the concatenated rows of the item heads, have the greatest
   * cosine with that of an item.
   *
   * @param items [B] item numbers
   * @param excluded of each item the item numbers that are not to be given, the item itself among
   *     them where it is not wanted
   */
  TopItems[] similar(int[] items, int[][] excluded, int count);

  /**
   * @param items item numbers, best first
   * @param scores of the same items
   * @param approximate whether an index found them, which may have missed better ones
   */
  record TopItems(int[] items, float[] scores, boolean approximate) {
    /** Of the exact ranking. */
    public TopItems(int[] items, float[] scores) {
      this(items, scores, false);
    }
  }
}
