package io.emkd.storage.importing;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Violation;

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
