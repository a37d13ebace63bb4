package io.emkd.tensorflow.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Passes on the lines that a process prints, up to a number and a length. */
final class BoundedLog implements Runnable {
  private static final int LINES = 1000;
  private static final int LENGTH = 1000;

  private final InputStream printed;
  private final Consumer<String> log;

  BoundedLog(InputStream printed, Consumer<String> log) {
    this.printed = printed;
    this.log = log;
  }

  /** Reads to the end, so that the process never waits for a reader. */
  @Override
  public void run() {
    long lines = 0;
    StringBuilder line = new StringBuilder();
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(printed, StandardCharsets.UTF_8))) {
      for (int c = reader.read(); c >= 0; c = reader.read()) {
        if (c != '\n') {
          if (line.length() < LENGTH) {
            line.append((char) c);
          }
          continue;
        }
        passOn(line, ++lines);
        line.setLength(0);
      }
      if (!line.isEmpty()) {
        passOn(line, ++lines);
      }
    } catch (IOException ended) {
      // Its end is seen elsewhere.
    }
    if (lines > LINES) {
      log.accept((lines - LINES) + " more lines");
    }
  }

  private void passOn(StringBuilder line, long number) {
    if (number <= LINES) {
      log.accept(line.toString());
    }
  }
}
