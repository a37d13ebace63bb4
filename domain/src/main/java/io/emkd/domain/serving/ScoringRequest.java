package io.emkd.domain.serving;

import java.util.OptionalLong;

/**
 * A sequence whose best next items are asked for.
 *
 * @param input [T], left-padded, ending in the mask token
 * @param excluded item numbers that are not to be recommended
 * @param count at least 1
 * @param deadlineNanos by {@link System#nanoTime()}: after it nobody wants the answer
 */
public record ScoringRequest(int[] input, int[] excluded, int count, OptionalLong deadlineNanos) {
  boolean expired(long nanoTime) {
    return deadlineNanos.isPresent() && deadlineNanos.getAsLong() - nanoTime <= 0;
  }
}
