package io.emkd.cli;

import org.jspecify.annotations.Nullable;

/** A failure whose message is all that the user needs. */
public final class CliException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /** Wrong usage. */
  public CliException(String message) {
    this(ExitCode.USAGE, message, null);
  }

  /**
   * @param message a line, and where it helps another that says what to do
   * @param cause for {@code --stacktrace}
   */
  public CliException(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** As of {@link ExitCode}. */
  int exitCode() {
    return exitCode;
  }
}
