package io.emkd.bootstrap.cli;

/** The exit statuses, the same for every command. */
final class ExitCode {
  static final int DONE = 0;

  /** A requirement does not hold, a training failed, the server refused, something failed. */
  static final int REFUSED = 1;

  /** A wrong option or value, whoever found it, or a local file that cannot be read or written. */
  static final int USAGE = 2;

  /** No server answers, or it cannot answer now: trying later can help. */
  static final int UNREACHABLE = 3;

  /** What shells give a process that wrote to a closed pipe: 128 and SIGPIPE. */
  static final int BROKEN_PIPE = 141;

  private ExitCode() {}
}
