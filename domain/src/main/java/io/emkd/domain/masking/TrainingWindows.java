package io.emkd.domain.masking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts training sequences into windows of up to T items ("Training sequences" of the
 * specification).
 */
public final class TrainingWindows {
  private TrainingWindows() {}

  /**
   * Windows start at n-T, n-T-step, ... while positive, and always at 0.
   *
   * @return windows of 1 to {@code maximumLength} item numbers, not padded
   */
  public static List<int[]> of(List<int[]> sequences, int maximumLength, int step) {
    List<int[]> windows = new ArrayList<>();
    for (int[] sequence : sequences) {
      if (sequence.length == 0) {
        continue;
      }
      for (int start = sequence.length - maximumLength; start > 0; start -= step) {
        windows.add(Arrays.copyOfRange(sequence, start, start + maximumLength));
      }
      windows.add(Arrays.copyOf(sequence, Math.min(sequence.length, maximumLength)));
    }
    return windows;
  }
}
