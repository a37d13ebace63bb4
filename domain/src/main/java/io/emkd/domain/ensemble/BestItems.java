package io.emkd.domain.ensemble;

import java.util.Comparator;
import java.util.PriorityQueue;

/** The best items by their scores, as plain Java; what a graph's ranking must agree with. */
public final class BestItems {
  private BestItems() {}

  /**
   * Item numbers, best first; of equal scores the lower number, as in the graph.
   *
   * @param scores [V+1] by item number; index 0 is padding and never an item
   * @param excluded [V+1], which items do not compete
   * @param count at most so many
   */
  public static int[] of(double[] scores, boolean[] excluded, int count) {
    Comparator<Integer> worstFirst =
        Comparator.comparingDouble((Integer item) -> scores[item])
            .thenComparing(Comparator.reverseOrder());
    PriorityQueue<Integer> kept = new PriorityQueue<>(worstFirst);
    for (int item = 1; item < scores.length; item++) {
      if (!excluded[item]) {
        if (kept.size() < count) {
          kept.add(item);
        } else if (worstFirst.compare(item, kept.peek()) > 0) {
          kept.poll();
          kept.add(item);
        }
      }
    }
    return kept.stream().sorted(worstFirst.reversed()).mapToInt(Integer::intValue).toArray();
  }
}
