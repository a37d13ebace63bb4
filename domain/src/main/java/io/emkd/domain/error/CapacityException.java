package io.emkd.domain.error;

import java.time.Duration;

/** A bounded queue is full; the same call may succeed after {@link #retryAfter()}. */
public final class CapacityException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  public CapacityException(String message, Duration retryAfter) {
    // Without a stack trace: refusing must stay cheap when there is too much to do.
    super(message, null, false, false);
    this.retryAfter = retryAfter;
  }

  public Duration retryAfter() {
    return retryAfter;
  }
}
