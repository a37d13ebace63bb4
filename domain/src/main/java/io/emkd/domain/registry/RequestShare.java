package io.emkd.domain.registry;

import io.emkd.domain.error.Violations;
import io.emkd.domain.random.Seeds;

/** Which of a model's requests belong to a share of them: by a hash, so always the same. */
final class RequestShare {
  private RequestShare() {}

  /**
   * @throws io.emkd.domain.error.InvalidInputException if it is not from 0 to 1
   */
  static void require(double share) {
    new Violations()
        .require(share >= 0 && share <= 1, "share", share, "0 to 1, e.g. 0.05")
        .throwIfAny();
  }

  static boolean covers(double share, long seed, String asker) {
    long hash = Seeds.mix(seed, asker.chars().asLongStream().toArray());
    return (hash >>> 11) * 0x1p-53 < share;
  }
}
