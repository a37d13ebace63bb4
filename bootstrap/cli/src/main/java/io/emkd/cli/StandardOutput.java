package io.emkd.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Standard output in UTF-8 that says when it cannot be written, which {@link PrintStream} keeps to
 * itself.
 */
final class StandardOutput extends FilterOutputStream {
  StandardOutput(OutputStream out) {
    super(out);
  }

  /** Puts it in the place of {@code System.out}. */
  static void install() {
    System.setOut(
        new PrintStream(
            new StandardOutput(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 13)),
            true,
            StandardCharsets.UTF_8));
  }

  @Override
  public void write(int value) {
    attempt(() -> out.write(value));
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    attempt(() -> out.write(bytes, offset, length));
  }

  @Override
  public void flush() {
    attempt(out::flush);
  }

  private interface Write {
    void run() throws IOException;
  }

  /** A {@link PrintStream} swallows an IOException, but nothing else. */
  private static void attempt(Write write) {
    try {
      write.run();
    } catch (IOException failed) {
      String reason = String.valueOf(failed.getMessage());
      throw new CliException(
          reason.contains("Broken pipe") ? ExitCode.BROKEN_PIPE : ExitCode.USAGE,
          "standard output cannot be written: " + reason,
          failed);
    }
  }
}
