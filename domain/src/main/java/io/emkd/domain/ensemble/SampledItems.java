package io.emkd.domain.ensemble;

/**
 * The items that a step's sampled softmax compares each label with.
 *
 * @param items [S], drawn with replacement, each 1..V
 * @param logExpectedCounts [V+1] log(S q(i)) by item, where q is what {@code items} is drawn from
 */
public record SampledItems(int[] items, float[] logExpectedCounts) {
  /** Where the softmax is over all items. */
  public static final SampledItems NONE = new SampledItems(new int[0], new float[0]);
}
