package io.emkd.domain.ensemble;

/**
 * Compares items by their representations, the concatenated rows of the item heads. Thread-safe.
 */
public interface ItemSimilarity {
  /**
   * The items whose representations have the greatest cosine with that of an item.
   *
   * @param items [B] item numbers
   * @param excluded of each item the item numbers that are not to be given, the item itself among
   *     them where it is not wanted
   */
  TopItems[] similar(int[] items, int[][] excluded, int count);
}
