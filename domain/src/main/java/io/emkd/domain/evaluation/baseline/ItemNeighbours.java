package io.emkd.domain.evaluation.baseline;

import io.emkd.domain.error.Cancelled;
import java.util.Comparator;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** Beside each item the {@link #MOST} items of the greatest weight. Immutable. */
final class ItemNeighbours {
  static final int MOST = 100;

  private final int[][] items;
  private final float[][] weights;

  /** Adds up what one item weighs beside another. */
  interface Weigher {
    /**
     * @param item whose neighbours are weighed
     * @param row [V+1], all 0 at first, to add to
     */
    void weigh(int item, double[] row);
  }

  /**
   * @param cancelled asked between items
   * @throws CancellationException if {@code cancelled}
   */
  ItemNeighbours(int itemCount, Weigher weigher, BooleanSupplier cancelled) {
    items = new int[itemCount + 1][];
    weights = new float[itemCount + 1][];
    for (int item = 1; item <= itemCount; item++) {
      Cancelled.check(cancelled, "evaluation");
      double[] row = new double[itemCount + 1];
      weigher.weigh(item, row);
      row[0] = 0;
      int[] heaviest =
          IntStream.rangeClosed(1, itemCount)
              .filter(other -> row[other] > 0)
              .boxed()
              .sorted(Comparator.comparingDouble((Integer other) -> -row[other]))
              .limit(MOST)
              .mapToInt(Integer::intValue)
              .toArray();
      items[item] = heaviest;
      weights[item] = new float[heaviest.length];
      for (int n = 0; n < heaviest.length; n++) {
        weights[item][n] = (float) row[heaviest[n]];
      }
    }
  }

  /** Adds to {@code scores} [V+1] the weights of an item's neighbours, each times {@code share}. */
  void addTo(double[] scores, int item, double share) {
    for (int n = 0; n < items[item].length; n++) {
      scores[items[item][n]] += share * weights[item][n];
    }
  }
}
