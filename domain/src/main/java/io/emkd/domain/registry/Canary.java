package io.emkd.domain.registry;

import io.emkd.domain.error.Violations;
import io.emkd.domain.random.Seeds;

/**
 * A version that answers for a share of a model's users, always the same ones.
 *
 * @param share from 0 to 1
 */
public record Canary(int version, double share) {
  public Canary {
    new Violations()
        .require(share >= 0 && share <= 1, "share", share, "0 to 1, e.g. 0.05")
        .throwIfAny();
  }

  /** Whether the user is one of the share: by a hash of the user and the version. */
  public boolean covers(String userId) {
    long hash = Seeds.mix(version, userId.chars().asLongStream().toArray());
    return (hash >>> 11) * 0x1p-53 < share;
  }
}
