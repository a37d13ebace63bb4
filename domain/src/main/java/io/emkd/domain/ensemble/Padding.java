package io.emkd.domain.ensemble;

/** Sequences shorter than T are padded on the left with 0. */
public final class Padding {
  private Padding() {}

  /** The last {@code length} of {@code items}, left-padded with 0: [T]. */
  public static int[] left(int[] items, int length) {
    int[] padded = new int[length];
    int kept = Math.min(items.length, length);
    System.arraycopy(items, items.length - kept, padded, length - kept, kept);
    return padded;
  }

  /**
   * The encoder's input for predicting what follows: history, mask token, the last T of it: [T].
   */
  public static int[] nextItemInput(int[] history, int length, int maskToken) {
    int[] input = new int[length];
    int kept = Math.min(history.length, length - 1);
    System.arraycopy(history, history.length - kept, input, length - 1 - kept, kept);
    input[length - 1] = maskToken;
    return input;
  }
}
