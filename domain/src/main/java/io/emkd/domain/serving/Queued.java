package io.emkd.domain.serving;

import java.util.OptionalLong;

/** What waits for a graph run. */
interface Queued {
  /** When, by {@link System#nanoTime()}, nobody wants the answer any more. */
  OptionalLong deadlineNanos();

  default boolean expired(long nanoTime) {
    OptionalLong deadline = deadlineNanos();
    return deadline.isPresent() && deadline.getAsLong() - nanoTime <= 0;
  }
}
