package io.emkd.storage.formats;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Violation;
import io.emkd.domain.files.ShownCell;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.function.Consumer;

/** Knows which line of which file is being read. Not thread-safe. */
final class LineCounter {
  private final String file;
  private final BadLines badLines;
  private long line;

  LineCounter(String file, BadLines badLines) {
    this.file = ShownCell.shortened(file);
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

  /**
   * Reads a text line by line, as {@link #read} does each. Blank lines at the end do not count;
   * those before a line are read as empty ones.
   */
  void readEach(TextInput text, Consumer<String> oneLine) throws IOException {
    BufferedReader reader = new BufferedReader(text);
    long number = 0;
    long blank = 0;
    at(1);
    for (String next = reader.readLine(); next != null; next = reader.readLine()) {
      number++;
      if (next.isBlank()) {
        blank++;
      } else {
        for (; blank > 0; blank--) {
          at(number - blank);
          read(() -> oneLine.accept(""));
        }
        String current = next;
        at(number);
        read(() -> oneLine.accept(current));
      }
      at(number + 1);
      text.beginRecord();
    }
  }

  long line() {
    return line;
  }

  void at(long current) {
    line = current;
  }

  String place() {
    return file + " line " + Math.max(1, line);
  }

  /** Something is wrong with this line. */
  InvalidInputException bad(String value, String valid) {
    return new InvalidInputException(
        place(), ShownCell.shortened(value), ShownCell.shortened(valid));
  }

  /** Something is wrong with the file as a whole. */
  InvalidInputException badFile(String value, String valid) {
    return new InvalidInputException(file, ShownCell.shortened(value), ShownCell.shortened(valid));
  }

  /** The same violations, each with the place where it was found. */
  InvalidInputException placed(InvalidInputException bad) {
    return new InvalidInputException(
        bad.violations().stream()
            .map(
                v ->
                    v.field().equals(file) || v.field().startsWith(file + " line ")
                        ? v
                        : new Violation(
                            place() + ": " + ShownCell.shortened(v.field()),
                            ShownCell.shortened(v.value()),
                            v.valid()))
            .toList());
  }
}
