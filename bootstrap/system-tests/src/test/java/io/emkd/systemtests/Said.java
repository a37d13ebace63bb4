package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.cli.EmkdCommand;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** What a command said on standard output and standard error, and its exit status. */
record Said(int status, String out, String err) {
  static {
    // As Main does.
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  /** Runs it in this process. */
  static Said by(String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream capturedOut = new ByteArrayOutputStream();
    ByteArrayOutputStream capturedErr = new ByteArrayOutputStream();
    System.setOut(new PrintStream(capturedOut, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(capturedErr, true, StandardCharsets.UTF_8));
    try {
      int status = EmkdCommand.commandLine().execute(arguments);
      return new Said(
          status,
          capturedOut.toString(StandardCharsets.UTF_8),
          capturedErr.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  /** A line that says what is wrong and at most another that says what to do. */
  void isRefusedInALine(int exitStatus, String... parts) {
    assertThat(err).contains(parts).doesNotContain("\tat ").doesNotContain("Exception");
    assertThat(err.lines().count()).isBetween(1L, 2L);
    assertThat(out).isEmpty();
    assertThat(status).isEqualTo(exitStatus);
  }
}
