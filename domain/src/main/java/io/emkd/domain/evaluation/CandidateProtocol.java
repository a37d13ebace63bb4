package io.emkd.domain.evaluation;

import java.util.Arrays;

/** Which items compete with the target. */
public enum CandidateProtocol {
  /** Every item except those in the input window, plus the target: the reference protocol. */
  UNSEEN,
  /** Every item. */
  FULL,
  /** Every item except those in the whole history, of which the window may show a part. */
  UNSEEN_HISTORY;

  /**
   * The item numbers that do not compete.
   *
   * @param history item numbers, oldest first
   * @param maxLength T; the input window holds the last T-1 of the history and the mask token
   */
  public int[] excluded(int[] history, int maxLength) {
    return switch (this) {
      case FULL -> new int[0];
      case UNSEEN ->
          Arrays.copyOfRange(
              history, Math.max(0, history.length - (maxLength - 1)), history.length);
      case UNSEEN_HISTORY -> Arrays.stream(history).distinct().toArray();
    };
  }
}
