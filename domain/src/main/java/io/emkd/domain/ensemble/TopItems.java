package io.emkd.domain.ensemble;

import java.util.Arrays;

/**
 * The best items of one input.
 *
 * @param items item numbers, best first
 * @param scores of the same items
 * @param approximate whether an index found them, which may have missed better ones
 */
public record TopItems(int[] items, float[] scores, boolean approximate) {
  /** What the exact ranking found. */
  public TopItems(int[] items, float[] scores) {
    this(items, scores, false);
  }

  /** The first of them, at most so many. */
  public TopItems first(int count) {
    return count >= items.length
        ? this
        : new TopItems(Arrays.copyOf(items, count), Arrays.copyOf(scores, count), approximate);
  }
}
