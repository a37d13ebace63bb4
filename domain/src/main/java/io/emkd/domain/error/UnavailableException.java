package io.emkd.domain.error;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What is needed is away for the moment; the same request may succeed later. */
public final class UnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  public UnavailableException(String message, Duration retryAfter, @Nullable Throwable cause) {
    super(message, cause);
    this.retryAfter = retryAfter;
  }

  public Duration retryAfter() {
    return retryAfter;
  }
}
