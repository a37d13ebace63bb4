package io.emkd.storage.importing;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Violation;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.function.Consumer;

/** Knows which line of which file is being read. Not thread-safe. */
final class LineCounter {
  private final String file;
  private final BadLines badLines;
  private long line;

  LineCounter(String file, BadLines badLines) {
    this.file = file;
    this.badLines = badLines;
  }

  /** Reads one line; one that is bad is skipped, if any may be. */
  void read(Runnable oneLine) {
    try {
      oneLine.run();
    } catch (InvalidInputException bad) {
      badLines.add(placed(bad));
    }
  }

  /** Reads a text line by line, as {@link #read} does each. */
  void readEach(BufferedReader reader, Consumer<String> oneLine) throws IOException {
    at(1);
    long number = 0;
    for (String text = reader.readLine(); text != null; text = reader.readLine()) {
      String current = text;
      at(++number);
      read(() -> oneLine.accept(current));
      at(number + 1);
    }
  }

  double number(String column, String text) {
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException notANumber) {
      throw bad(column + " '" + text + "'", "a number");
    }
  }

  void at(long current) {
    line = current;
  }

  String place() {
    return file + " line " + Math.max(1, line);
  }

  InvalidInputException bad(String value, String valid) {
    return new InvalidInputException(place(), value, valid);
  }

  /** The same violations, each with the place where it was found. */
  InvalidInputException placed(InvalidInputException bad) {
    return new InvalidInputException(
        bad.violations().stream()
            .map(
                v ->
                    v.field().startsWith(file + " line ")
                        ? v
                        : new Violation(place() + ": " + v.field(), v.value(), v.valid()))
            .toList());
  }
}
