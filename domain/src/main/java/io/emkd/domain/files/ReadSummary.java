package io.emkd.domain.files;

import java.util.ArrayList;
import java.util.List;

/**
 * What is to be told of the content of files, in numbers.
 *
 * @param describedItems items with a description of their own
 * @param describedNeverOccurring of those, the ones that no interaction has
 * @param occurringUndescribed items of interactions that no description has; 0 where nothing is
 *     described
 * @param redescribedItems items with descriptions that differ; the last counts
 * @param leftOutRows rows of which a condition did not hold
 * @param skipped lines that are bad
 */
public record ReadSummary(
    long describedItems,
    long describedNeverOccurring,
    long occurringUndescribed,
    long redescribedItems,
    long leftOutRows,
    SkippedLines skipped) {
  /** What is told of files that hold nothing. */
  public static final ReadSummary NOTHING = new ReadSummary(0, 0, 0, 0, 0, SkippedLines.NONE);

  /** Skipped lines that a message tells of. */
  private static final int REASONS_TOLD = 3;

  /** What was read but not given on, and why, in words; empty if all of it was. */
  String leftOut() {
    List<String> reasons = new ArrayList<>();
    if (skipped.count() > 0) {
      reasons.add("bad lines, all skipped: " + skipped.count());
      skipped.reasons().stream().limit(REASONS_TOLD).forEach(reasons::add);
    }
    if (leftOutRows > 0) {
      reasons.add("rows that 'where' leaves out: " + leftOutRows);
    }
    return String.join("; ", reasons);
  }
}
