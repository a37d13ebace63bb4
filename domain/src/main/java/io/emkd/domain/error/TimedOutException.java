package io.emkd.domain.error;

/** The caller took longer than it may; the message names the limit. */
public final class TimedOutException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TimedOutException(String message) {
    super(message);
  }
}
