package io.emkd.domain.sampling;

import io.emkd.domain.dataset.LazyList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts training sequences into windows of up to T items ("Training sequences" of the
 * specification). Windows are cut when they are read; one number a sequence is held. Thread-safe.
 */
public final class TrainingWindows {
  private final List<int[]> sequences;
  private final int maximumLength;
  private final int step;

  /** How many windows are in each sequence and those before it. */
  private final int[] cumulative;

  /** Saves whoever goes through all windows in order from reading a sequence for each. */
  private volatile LastRead lastRead = new LastRead(-1, new int[0]);

  private record LastRead(int index, int[] sequence) {}

  private TrainingWindows(List<int[]> sequences, int maximumLength, int step) {
    this.sequences = sequences;
    this.maximumLength = maximumLength;
    this.step = step;
    this.cumulative = new int[sequences.size()];
    for (int s = 0; s < cumulative.length; s++) {
      int before = s == 0 ? 0 : cumulative[s - 1];
      cumulative[s] = Math.addExact(before, count(sequences.get(s).length, maximumLength, step));
    }
  }

  /**
   * Windows start at n-T, n-T-step, ... while positive, and always at 0.
   *
   * @return windows of 1 to {@code maximumLength} item numbers, not padded
   * @throws ArithmeticException if there are more than 2^31-1
   */
  public static List<int[]> of(List<int[]> sequences, int maximumLength, int step) {
    TrainingWindows windows = new TrainingWindows(sequences, maximumLength, step);
    return LazyList.of(windows.size(), windows::cut);
  }

  /** How many windows there are, or {@code limit} if that is fewer: reads no more than it takes. */
  public static int countUpTo(int limit, List<int[]> sequences, int maximumLength, int step) {
    long count = 0;
    for (int s = 0; s < sequences.size() && count < limit; s++) {
      count += count(sequences.get(s).length, maximumLength, step);
    }
    return (int) Math.min(count, limit);
  }

  private int size() {
    return cumulative.length == 0 ? 0 : cumulative[cumulative.length - 1];
  }

  private static int count(int length, int maximumLength, int step) {
    return length == 0 ? 0 : 1 + (Math.max(0, length - maximumLength) + step - 1) / step;
  }

  private int[] cut(int window) {
    int index = sequenceOf(window);
    int[] sequence = read(index);
    int newer = window - (index == 0 ? 0 : cumulative[index - 1]);
    int start = Math.max(0, sequence.length - maximumLength - newer * step);
    return Arrays.copyOfRange(sequence, start, Math.min(sequence.length, start + maximumLength));
  }

  private int sequenceOf(int window) {
    int found = Arrays.binarySearch(cumulative, window + 1);
    int index = found >= 0 ? found : -found - 1;
    // An empty sequence has the same number as the one before it.
    while (index > 0 && cumulative[index - 1] > window) {
      index--;
    }
    return index;
  }

  private int[] read(int index) {
    LastRead last = lastRead;
    if (last.index != index) {
      last = new LastRead(index, sequences.get(index));
      lastRead = last;
    }
    return last.sequence;
  }
}
