package io.emkd.kafka;

import java.time.Duration;

/** How long to wait after failures, longer after each. Not thread-safe. */
final class Backoff {
  private static final long FIRST_NANOS = Duration.ofMillis(100).toNanos();
  private static final long LONGEST_NANOS = Duration.ofSeconds(5).toNanos();

  private long nanos;
  private long until;

  void failed() {
    nanos = nanos == 0 ? FIRST_NANOS : Math.min(LONGEST_NANOS, 2 * nanos);
    until = System.nanoTime() + nanos;
  }

  /** Whether this was the first success after failures. */
  boolean succeeded() {
    boolean first = nanos > 0;
    nanos = 0;
    return first;
  }

  boolean isOver() {
    return nanos == 0 || System.nanoTime() - until >= 0;
  }

  /** What is left, or {@code longest} if that is less or nothing failed. */
  Duration atMost(Duration longest) {
    return nanos == 0
        ? longest
        : Duration.ofNanos(Math.max(0, Math.min(longest.toNanos(), until - System.nanoTime())));
  }
}
