package io.emkd.experiments;

import java.time.Duration;

/** When a step of an experiment has to end. */
final class TimeLimit {
  private final Duration whole;
  private final long start = System.nanoTime();

  TimeLimit(Duration whole) {
    this.whole = whole;
  }

  Duration whole() {
    return whole;
  }

  double elapsedSeconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  /** Zero once it is over. */
  Duration remaining() {
    Duration left = whole.minusNanos(System.nanoTime() - start);
    return left.isNegative() ? Duration.ZERO : left;
  }
}
