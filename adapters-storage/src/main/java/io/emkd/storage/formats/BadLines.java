package io.emkd.storage.formats;

import io.emkd.domain.error.InvalidInputException;
import java.util.ArrayList;
import java.util.List;

/** Counts the lines that are skipped because they are bad. Not thread-safe. */
public final class BadLines {
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

  public int count() {
    return count;
  }

  /** The reasons of the first hundred, each naming its file and line. */
  public List<String> reasons() {
    return List.copyOf(reasons);
  }
}
