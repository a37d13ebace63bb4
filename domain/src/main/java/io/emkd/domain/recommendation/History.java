package io.emkd.domain.recommendation;

import java.util.List;
import java.util.Optional;

/**
 * What was before.
 *
 * @param userId whose stored interactions count, or empty where {@code itemIds} is the history
 * @param itemIds oldest first
 */
public record History(Optional<String> userId, List<String> itemIds) {
  public History {
    itemIds = List.copyOf(itemIds);
  }

  public static History ofUser(String userId) {
    return new History(Optional.of(userId), List.of());
  }

  public static History ofItems(List<String> itemIds) {
    return new History(Optional.empty(), itemIds);
  }
}
