package io.emkd.domain.registry;

/**
 * A version that is asked beside the one that answers, for a share of a model's requests: what it
 * says is compared and dropped.
 *
 * @param share from 0 to 1
 */
public record Shadow(int version, double share) {
  /** Else the shadow's requests would be those of the canary of the same number. */
  private static final long STREAM = 0x736861646f77L;

  public Shadow {
    RequestShare.require(share);
  }

  /**
   * Whether a request is one of the share.
   *
   * @param asker the user's id, or what else tells requests apart
   */
  public boolean covers(String asker) {
    return RequestShare.covers(share, STREAM ^ version, asker);
  }
}
