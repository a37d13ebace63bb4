package io.emkd.domain.recommendation;

import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.error.Violations;
import io.emkd.domain.serving.Combine;
import java.util.Arrays;

/**
 * Which items are asked for, and how they are scored.
 *
 * @param count 1 to 1000
 * @param excludeSeen whether items of the whole history are left out
 * @param filter which items may be recommended
 * @param minimumScore items below it are left out
 * @param combine how the networks' outputs become one score
 * @param networkScores whether each network's own scores are asked for
 */
public record Selection(
    int count,
    boolean excludeSeen,
    ItemFilter filter,
    double minimumScore,
    Combine combine,
    boolean networkScores) {
  public static final int LARGEST_COUNT = 1000;

  private static final int[] NONE = {};

  /**
   * @throws io.emkd.domain.error.InvalidInputException for a count out of range, or a minimum score
   *     that is not a number
   */
  public Selection {
    new Violations()
        .require(count >= 1 && count <= LARGEST_COUNT, "count", count, "1 to " + LARGEST_COUNT)
        .require(!Double.isNaN(minimumScore), "minimum_score", minimumScore, "a number")
        .throwIfAny();
  }

  /** The sum of logits of any item that was not seen. */
  public static Selection best(int count) {
    return new Selection(
        count, true, ItemFilter.NONE, Double.NEGATIVE_INFINITY, Combine.LOGITS, false);
  }

  /**
   * Item numbers that are not to be recommended, ascending.
   *
   * @param seen item numbers of the history
   * @param inactive item numbers, ascending
   */
  int[] excluded(int[] seen, int[] inactive, ItemCatalogue catalogue) {
    int[] left = excludeSeen ? seen : NONE;
    int[] refused = filter.refused(catalogue);
    if (left.length + refused.length == 0) {
      return inactive;
    }
    int[] all = Arrays.copyOf(left, left.length + inactive.length + refused.length);
    System.arraycopy(inactive, 0, all, left.length, inactive.length);
    System.arraycopy(refused, 0, all, left.length + inactive.length, refused.length);
    Arrays.sort(all);
    int distinct = 0;
    for (int i = 0; i < all.length; i++) {
      if (i == 0 || all[i] != all[i - 1]) {
        all[distinct++] = all[i];
      }
    }
    return distinct == all.length ? all : Arrays.copyOf(all, distinct);
  }
}
