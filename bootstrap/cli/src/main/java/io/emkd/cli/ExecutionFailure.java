package io.emkd.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Tells a failure in a line or two; the stack trace only to who asks for it. */
final class ExecutionFailure implements IExecutionExceptionHandler {
  private static final Set<String> VERBOSE = Set.of("DEBUG", "TRACE");

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    Object root = command.getCommandSpec().root().userObject();
    return tell(failure, command.getErr(), root instanceof EmkdCommand emkd && emkd.stackTrace);
  }

  /**
   * @return the exit code
   */
  static int tell(Throwable failure, PrintWriter err, boolean stackTrace) {
    FailureReport report = FailureReport.of(failure);
    if (!report.text().isEmpty()) {
      err.println(report.text());
    }
    String level =
        System.getenv().getOrDefault(EnvironmentNames.LOG_LEVEL, "").toUpperCase(Locale.ROOT);
    if (stackTrace || (!report.expected() && VERBOSE.contains(level))) {
      failure.printStackTrace(err);
    }
    err.flush();
    return report.exitCode();
  }
}
