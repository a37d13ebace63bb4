package io.emkd.domain.error;

import org.jspecify.annotations.Nullable;

/** A stored file is torn, foreign or damaged; the message names it. */
public final class CorruptArtifactException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CorruptArtifactException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
