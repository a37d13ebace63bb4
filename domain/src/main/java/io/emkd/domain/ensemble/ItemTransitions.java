package io.emkd.domain.ensemble;

/**
 * Which items come after which, counted from training sequences: what the baseline skip_markov
 * knows, and what an ensemble with {@code skip_markov_weight} adds to its logits.
 *
 * @param followers of each item number, from 0, which is padding and has none, to V: item numbers,
 *     at most {@link #MOST}
 * @param weights of the followers, above 0
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
public record ItemTransitions(int[][] followers, float[][] weights) {
  /** As many of the last items of a history have followers that count. */
  public static final int REACH = 10;

  /** As many followers of an item are kept, the heaviest. */
  public static final int MOST = 100;

  /** What a score is multiplied by before its logarithm is taken: one transition is seen well. */
  public static final double SCALE = 10;

  /**
   * @throws IllegalArgumentException if followers and weights are not as many
   */
  public ItemTransitions {
    if (followers.length != weights.length) {
      throw new IllegalArgumentException(
          followers.length + " rows of followers, " + weights.length + " of weights");
    }
  }

  /**
   * Returns how many followers an item of a catalogue can have, W.
   *
   * @param itemCount V
   */
  public static int widthOf(int itemCount) {
    return Math.min(MOST, itemCount);
  }
}
