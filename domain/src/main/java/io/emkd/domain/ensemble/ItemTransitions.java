package io.emkd.domain.ensemble;

/**
 * Which items come after which, counted from training sequences: what the baseline skip_markov
 * knows, and what an ensemble with {@code skip_markov_weight} adds to its logits.
 *
 * @param width how many followers of an item there can be, W
 * @param followers [V+1, W] item numbers, row by row; 0 where there are no more
 * @param weights [V+1, W] of the followers, at least 0; 0 where there are no more
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
public record ItemTransitions(int width, int[] followers, float[] weights) {
  /** As many of the last items of a history have followers that count. */
  public static final int REACH = 10;

  /** As many followers of an item are kept, the heaviest. */
  public static final int MOST = 100;

  /** What a score is multiplied by before its logarithm is taken: one transition is seen well. */
  public static final double SCALE = 10;

  /**
   * @throws IllegalArgumentException if the sizes do not match
   */
  public ItemTransitions {
    if (followers.length != weights.length || width < 1 || followers.length % width != 0) {
      throw new IllegalArgumentException(
          followers.length + " followers, " + weights.length + " weights, " + width + " in a row");
    }
  }

  /**
   * Returns W of a catalogue.
   *
   * @param itemCount V
   */
  public static int widthOf(int itemCount) {
    return Math.min(MOST, itemCount);
  }
}
