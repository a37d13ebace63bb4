package io.emkd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StandardOutputTest {
  private static PrintStream closed(String message) {
    return new PrintStream(
        new StandardOutput(
            new OutputStream() {
              @Override
              public void write(int value) throws IOException {
                throw new IOException(message);
              }
            }),
        true,
        StandardCharsets.UTF_8);
  }

  private static FailureReport failing(String message) {
    PrintStream out = closed(message);
    return FailureReport.of(catchThrowableOfType(RuntimeException.class, () -> out.println("x")));
  }

  @Test
  void aClosedPipeEndsTheCommandWithoutAWord() {
    assertThat(failing("Broken pipe")).isEqualTo(new FailureReport(141, "", true));
  }

  @Test
  void helpIntoAClosedPipeEndsWithoutAWord() {
    StringWriter err = new StringWriter();
    for (String line : new String[] {"--help", "models --help", "help", "version"}) {
      PrintStream standard = System.out;
      System.setOut(closed("Broken pipe"));
      try {
        assertThat(
                EmkdCommand.commandLine()
                    .setErr(new PrintWriter(err, true))
                    .execute(line.split(" ")))
            .as(line)
            .isEqualTo(141);
      } finally {
        System.setOut(standard);
      }
    }
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aFullDiskIsTold() {
    assertThat(failing("No space left on device"))
        .isEqualTo(
            new FailureReport(
                2, "standard output cannot be written: No space left on device", true));
  }
}
