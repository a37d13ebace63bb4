package io.emkd.domain.data;

import io.emkd.domain.error.Violations;

/**
 * One user met one item.
 *
 * @param userId the caller's id, 1 to 256 characters
 * @param itemId the caller's id, 1 to 256 characters
 * @param timestamp finite, in the source's own unit: only its order matters. Interactions of equal
 *     timestamp keep their order of arrival.
 */
public record Interaction(String userId, String itemId, double timestamp) {
  public Interaction {
    Violations violations = new Violations();
    Identifiers.check(violations, "user_id", userId);
    Identifiers.check(violations, "item_id", itemId);
    violations.require(Double.isFinite(timestamp), "timestamp", timestamp, "a finite number");
    violations.throwIfAny();
  }
}
