package io.emkd.tensorflow.index;

import io.emkd.domain.error.Violations;

/**
 * When recommendations come from an approximate index of items in place of a product with all.
 *
 * @param threshold catalogues of at least so many items have one, built when a version is published
 *     and used when it is served; 0 never
 * @param recall of the ten best items by the exact ranking the share that the index is to find, in
 *     (0, 1]; a version whose index does not reach it is ranked exactly
 */
public record IndexSettings(int threshold, double recall) {
  public static final int DEFAULT_THRESHOLD = 200_000;
  public static final double DEFAULT_RECALL = 0.95;
  public static final IndexSettings DEFAULT = new IndexSettings(DEFAULT_THRESHOLD, DEFAULT_RECALL);
  public static final IndexSettings NEVER = new IndexSettings(0, DEFAULT.recall);

  public IndexSettings {
    new Violations()
        .require(threshold >= 0, "index_threshold", threshold, "0 or more")
        .require(recall > 0 && recall <= 1, "index_recall", recall, "above 0 and at most 1")
        .throwIfAny();
  }

  /**
   * @param itemCount V
   */
  public boolean covers(int itemCount) {
    return threshold > 0 && itemCount >= threshold;
  }
}
