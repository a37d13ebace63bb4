package io.emkd.domain.sampling;

/** Sequences shorter than T are padded on the left with 0. */
final class Padding {
  private Padding() {}

  /** The last {@code length} of {@code items}, left-padded with 0: [T]. */
  static int[] left(int[] items, int length) {
    int[] padded = new int[length];
    int kept = Math.min(items.length, length);
    System.arraycopy(items, items.length - kept, padded, length - kept, kept);
    return padded;
  }

  /** How many items a padded sequence has. */
  static int itemCount(int[] padded) {
    int first = 0;
    while (first < padded.length && padded[first] == 0) {
      first++;
    }
    return padded.length - first;
  }
}
