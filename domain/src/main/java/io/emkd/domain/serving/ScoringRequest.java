package io.emkd.domain.serving;

import java.util.OptionalLong;

/**
 * A sequence whose best next items are asked for.
 *
 * @param input [T], left-padded, ending in the mask token
 * @param excluded item numbers that are not to be recommended
 * @param count at least 1
 * @param combine how the networks' outputs become one score
 * @param networkScores whether each network's own scores are asked for
 * @param deadlineNanos by {@link System#nanoTime()}: after it nobody wants the answer
 */
public record ScoringRequest(
    int[] input,
    int[] excluded,
    int count,
    Combine combine,
    boolean networkScores,
    OptionalLong deadlineNanos) {

  /** By the sum of logits alone. */
  public ScoringRequest(int[] input, int[] excluded, int count, OptionalLong deadlineNanos) {
    this(input, excluded, count, Combine.LOGITS, false, deadlineNanos);
  }

  boolean expired(long nanoTime) {
    return deadlineNanos.isPresent() && deadlineNanos.getAsLong() - nanoTime <= 0;
  }

  /** Whether each network's logits are needed, not only their sum. */
  boolean needsNetworks() {
    return networkScores || combine != Combine.LOGITS;
  }
}
