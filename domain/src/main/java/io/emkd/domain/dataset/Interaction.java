package io.emkd.domain.dataset;

import io.emkd.domain.error.Violations;
import org.jspecify.annotations.Nullable;

/**
 * One user met one item.
 *
 * @param userId the caller's id, 1 to 256 characters
 * @param itemId the caller's id, 1 to 256 characters
 * @param timestamp seconds since 1970, or, in imported data without times, what counts its events;
 *     at most 1e19 in size. Appended interactions of equal timestamp keep their order of arrival;
 *     of imported ones {@link ImportOptions} decides.
 * @param weight such as a rating; not a number where there is none
 * @param type such as view or purchase, at most 256 characters; empty where there is none
 */
public record Interaction(
    String userId, String itemId, double timestamp, double weight, String type) {
  private static final double LARGEST_TIMESTAMP = 1e19;

  public Interaction {
    Violations violations = new Violations();
    Identifiers.check(violations, "user_id", userId);
    Identifiers.check(violations, "item_id", itemId);
    violations.require(
        Math.abs(timestamp) <= LARGEST_TIMESTAMP,
        "timestamp",
        timestamp,
        "a finite number, at most 1e19 in size");
    violations.require(!Double.isInfinite(weight), "weight", weight, "a finite number");
    if (!type.isEmpty()) {
      Identifiers.check(violations, "type", type);
    }
    violations.throwIfAny();
  }

  /** Without weight and type. */
  public Interaction(String userId, String itemId, double timestamp) {
    this(userId, itemId, timestamp, Double.NaN, "");
  }

  public @Nullable Double weightOrNull() {
    return Double.isNaN(weight) ? null : weight;
  }

  public @Nullable String typeOrNull() {
    return type.isEmpty() ? null : type;
  }
}
