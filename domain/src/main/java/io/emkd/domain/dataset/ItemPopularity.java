package io.emkd.domain.dataset;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How often each item occurs in the training sequences. Immutable.
 *
 * @param counts [V+1] by item number; empty where it is not known
 */
public record ItemPopularity(int[] counts) {
  public static final ItemPopularity UNKNOWN = new ItemPopularity(new int[0]);

  public ItemPopularity {
    if (IntStream.of(counts).anyMatch(count -> count < 0)) {
      throw new IllegalArgumentException("an item occurs a negative number of times");
    }
  }

  /**
   * @param sequences of item numbers
   * @param itemCount V
   */
  public static ItemPopularity of(List<int[]> sequences, int itemCount) {
    int[] counts = new int[itemCount + 1];
    for (int[] sequence : sequences) {
      for (int item : sequence) {
        counts[item]++;
      }
    }
    return new ItemPopularity(counts);
  }

  /** All item numbers, the most frequent first; equal ones in the catalogue's order. */
  public int[] ranking() {
    return IntStream.range(1, counts.length)
        .boxed()
        .sorted(Comparator.comparingInt((Integer item) -> -counts[item]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
