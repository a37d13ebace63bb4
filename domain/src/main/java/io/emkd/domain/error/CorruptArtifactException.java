package io.emkd.domain.error;

/** A stored file is torn, foreign or damaged; the message names it. */
public final class CorruptArtifactException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CorruptArtifactException(String message, Throwable cause) {
    super(message, cause);
  }
}
