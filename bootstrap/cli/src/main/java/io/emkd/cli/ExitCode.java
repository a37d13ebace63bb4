package io.emkd.cli;

/** The exit statuses, the same for every command. */
public final class ExitCode {
  public static final int DONE = 0;

  /** A training failed, something is not there, the server refused, something failed. */
  public static final int REFUSED = 1;

  /** A wrong option or value, whoever found it, or a local file that cannot be read or written. */
  public static final int USAGE = 2;

  /** No server answers, or it cannot answer now: trying later can help. */
  public static final int UNREACHABLE = 3;

  /** The evaluation was done, and the model does not reach what it has to. */
  public static final int REQUIREMENT = 4;

  /** What shells give a process that wrote to a closed pipe: 128 and SIGPIPE. */
  public static final int BROKEN_PIPE = 141;

  private ExitCode() {}
}
