package io.emkd.domain.serving;

import java.util.OptionalLong;

/** What waits for a graph run. */
interface Queued {
  /** By {@link System#nanoTime()}: after it nobody wants the answer. */
  OptionalLong deadlineNanos();

  default boolean expired(long nanoTime) {
    OptionalLong deadline = deadlineNanos();
    return deadline.isPresent() && deadline.getAsLong() - nanoTime <= 0;
  }
}
