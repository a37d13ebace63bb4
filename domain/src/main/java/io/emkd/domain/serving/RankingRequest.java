package io.emkd.domain.serving;

import io.emkd.domain.ensemble.EncoderInput;
import java.util.OptionalLong;

/**
 * A sequence whose best next items are asked for.
 *
 * @param excluded item numbers that are not to be recommended
 * @param count at least 1
 * @param combine how the networks' outputs become one score
 * @param networkScores whether each network's own scores are asked for
 * @param deadlineNanos by {@link System#nanoTime()}: after it nobody wants the answer
 */
public record RankingRequest(
    EncoderInput input,
    int[] excluded,
    int count,
    Combine combine,
    boolean networkScores,
    OptionalLong deadlineNanos)
    implements Queued {

  /** A request that is answered by the sum of logits alone. */
  public RankingRequest(EncoderInput input, int[] excluded, int count, OptionalLong deadlineNanos) {
    this(input, excluded, count, Combine.LOGITS, false, deadlineNanos);
  }

  /** Whether each network's logits are needed, not only their sum. */
  boolean needsNetworks() {
    return networkScores || combine != Combine.LOGITS;
  }
}
