package io.emkd.domain.evaluation.baseline;

import io.emkd.domain.ensemble.ItemTransitions;
import io.emkd.domain.error.Cancelled;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** Beside each item the {@link ItemTransitions#MOST} items of the greatest weight. Immutable. */
final class ItemNeighbours {
  private final int[][] items;
  private final float[][] weights;

  /** Adds up what one item weighs beside another. */
  interface Weigher {
    /**
     * @param item whose neighbours are weighed
     * @param row empty at first, to add to
     */
    void weigh(int item, NeighbourRow row);
  }

  /**
   * @param cancelled asked between items
   * @throws CancellationException if {@code cancelled}
   */
  ItemNeighbours(int itemCount, Weigher weigher, BooleanSupplier cancelled) {
    items = new int[itemCount + 1][];
    weights = new float[itemCount + 1][];
    items[0] = new int[0];
    weights[0] = new float[0];
    NeighbourRow row = new NeighbourRow(itemCount);
    for (int item = 1; item <= itemCount; item++) {
      Cancelled.check(cancelled, "counting");
      weigher.weigh(item, row);
      items[item] = row.heaviest(ItemTransitions.MOST);
      weights[item] = row.weights(items[item]);
      row.clear();
    }
  }

  /** Adds to {@code scores} [V+1] the weights of an item's neighbours, each times {@code share}. */
  void addTo(double[] scores, int item, double share) {
    for (int n = 0; n < items[item].length; n++) {
      scores[items[item][n]] += share * weights[item][n];
    }
  }

  /** All of them, with {@code share} of each weight. */
  ItemTransitions asTransitions(double share) {
    float[][] shares = new float[weights.length][];
    for (int item = 0; item < shares.length; item++) {
      shares[item] = new float[weights[item].length];
      for (int n = 0; n < shares[item].length; n++) {
        shares[item][n] = (float) (share * weights[item][n]);
      }
    }
    return new ItemTransitions(items, shares);
  }
}
