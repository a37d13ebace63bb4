package io.emkd.kafka;

import io.emkd.kafka.EventStreamObserver.Cause;

/** A batch cannot be taken now; it is tried again. */
final class WaitException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Cause reason;

  WaitException(Cause reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  Cause reason() {
    return reason;
  }
}
