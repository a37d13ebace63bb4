package io.emkd.domain.sampling;

import io.emkd.domain.ensemble.SampledItems;
import io.emkd.domain.random.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws items, with replacement, in proportion to how often the training windows hold them, plus
 * one. What a step draws depends on the seed and the step alone. Thread-safe.
 */
final class ItemSampler {
  private static final long STREAM = 0x73616D70;

  private final int size;
  private final long seed;
  private final long[] cumulative;
  private final float[] logExpectedCounts;

  /**
   * @param itemCount V
   * @param size S
   */
  ItemSampler(List<int[]> windows, int itemCount, int size, long seed) {
    this.size = size;
    this.seed = seed;
    long[] counts = new long[itemCount + 1];
    Arrays.fill(counts, 1, itemCount + 1, 1);
    for (int[] window : windows) {
      for (int item : window) {
        counts[item]++;
      }
    }
    cumulative = counts.clone();
    Arrays.parallelPrefix(cumulative, Long::sum);
    double total = cumulative[itemCount];
    logExpectedCounts = new float[itemCount + 1];
    for (int item = 1; item <= itemCount; item++) {
      logExpectedCounts[item] = (float) Math.log(size * (counts[item] / total));
    }
  }

  SampledItems draw(long step) {
    SplittableRandom random = new SplittableRandom(Seeds.mix(seed, STREAM, step));
    int[] items = new int[size];
    for (int s = 0; s < size; s++) {
      int found =
          Arrays.binarySearch(cumulative, random.nextLong(cumulative[cumulative.length - 1]));
      // Item i owns the numbers from cumulative[i-1] up to, not including, cumulative[i].
      items[s] = found >= 0 ? found + 1 : -found - 1;
    }
    return new SampledItems(items, logExpectedCounts);
  }
}
