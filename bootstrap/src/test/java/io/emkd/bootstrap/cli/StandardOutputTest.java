package io.emkd.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class StandardOutputTest {
  private static FailureReport failing(String message) {
    PrintStream out =
        new PrintStream(
            new StandardOutput(
                new OutputStream() {
                  @Override
                  public void write(int value) throws IOException {
                    throw new IOException(message);
                  }
                }),
            true);
    return FailureReport.of(catchThrowableOfType(RuntimeException.class, () -> out.println("x")));
  }

  @Test
  void aClosedPipeEndsTheCommandWithoutAWord() {
    assertThat(failing("Broken pipe")).isEqualTo(new FailureReport(141, "", true));
  }

  @Test
  void aFullDiskIsTold() {
    assertThat(failing("No space left on device"))
        .isEqualTo(
            new FailureReport(
                2, "standard output cannot be written: No space left on device", true));
  }
}
