package io.emkd.domain.recommendation;

import io.emkd.domain.error.InvalidInputException;
import java.util.List;
import java.util.Optional;

/**
 * What was before.
 *
 * @param userId whose stored interactions count, or empty where {@code itemIds} is the history
 * @param itemIds oldest first
 */
public record History(Optional<String> userId, List<String> itemIds) {
  /** Items that a history may hold. */
  public static final int MOST_ITEMS = 100_000;

  /**
   * @throws InvalidInputException if there are too many items
   */
  public History {
    if (itemIds.size() > MOST_ITEMS) {
      throw new InvalidInputException(
          "items", itemIds.size() + " of them", "at most " + MOST_ITEMS);
    }
    itemIds = List.copyOf(itemIds);
  }

  public static History ofUser(String userId) {
    return new History(Optional.of(userId), List.of());
  }

  public static History ofItems(List<String> itemIds) {
    return new History(Optional.empty(), itemIds);
  }
}
