package io.emkd.domain.evaluation.baseline;

import java.util.Arrays;
import java.util.Comparator;

/** What other items weigh beside one; the work is of those that weigh anything. Not thread-safe. */
final class NeighbourRow {
  private final double[] weights;
  private final boolean[] isTouched;
  private int[] touched = new int[64];
  private int count;

  NeighbourRow(int itemCount) {
    weights = new double[itemCount + 1];
    isTouched = new boolean[itemCount + 1];
  }

  /**
   * @param weight above 0
   */
  void add(int item, double weight) {
    if (!isTouched[item]) {
      isTouched[item] = true;
      if (count == touched.length) {
        touched = Arrays.copyOf(touched, 2 * count);
      }
      touched[count++] = item;
    }
    weights[item] += weight;
  }

  /** At most so many items, the heaviest first, of equal ones the lower number. */
  int[] heaviest(int most) {
    return Arrays.stream(touched, 0, count)
        .filter(item -> item != 0)
        .boxed()
        .sorted(
            Comparator.comparingDouble((Integer item) -> -weights[item])
                .thenComparing(Comparator.naturalOrder()))
        .limit(most)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** The weights of items, in their order. */
  float[] weights(int[] items) {
    float[] of = new float[items.length];
    for (int n = 0; n < items.length; n++) {
      of[n] = (float) weights[items[n]];
    }
    return of;
  }

  /** Empties it. */
  void clear() {
    for (int n = 0; n < count; n++) {
      weights[touched[n]] = 0;
      isTouched[touched[n]] = false;
    }
    count = 0;
  }
}
