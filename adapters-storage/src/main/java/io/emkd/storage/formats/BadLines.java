package io.emkd.storage.formats;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.files.SkippedLines;
import java.util.ArrayList;
import java.util.List;

/** Counts the lines that are skipped because they are bad. Not thread-safe. */
final class BadLines {
  private static final int REPORTED = 100;

  private final int allowed;
  private final List<String> reasons = new ArrayList<>();
  private int count;

  /**
   * @param allowed how many may be skipped; one more fails the import
   */
  BadLines(int allowed) {
    this.allowed = allowed;
  }

  /**
   * @throws InvalidInputException the given one, if no more may be skipped
   */
  void add(InvalidInputException bad) {
    if (count == allowed) {
      throw bad;
    }
    count++;
    if (reasons.size() < REPORTED) {
      reasons.add(bad.getMessage());
    }
  }

  SkippedLines skipped() {
    return new SkippedLines(count, reasons);
  }
}
