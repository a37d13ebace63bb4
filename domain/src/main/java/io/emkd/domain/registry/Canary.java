package io.emkd.domain.registry;

/**
 * A version that answers for a share of a model's users, always the same ones.
 *
 * @param share from 0 to 1
 */
public record Canary(int version, double share) {
  public Canary {
    RequestShare.require(share);
  }

  /** Whether the user is one of the share: by a hash of the user and the version. */
  public boolean covers(String userId) {
    return RequestShare.covers(share, version, userId);
  }
}
