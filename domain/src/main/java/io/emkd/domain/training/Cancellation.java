package io.emkd.domain.training;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * Settles between a training that ends by itself and one who cancels it: exactly one of {@link
 * #request} and {@link #close} succeeds. Thread-safe.
 */
public final class Cancellation {
  private enum State {
    OPEN,
    REQUESTED,
    CLOSED
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
  private final BooleanSupplier stopping;

  /**
   * @param stopping whether the process stops, which ends a training too
   */
  public Cancellation(BooleanSupplier stopping) {
    this.stopping = stopping;
  }

  /** Whether the training is to stop as soon as it can. */
  public boolean requested() {
    return state.get() == State.REQUESTED || stopping.getAsBoolean();
  }

  /**
   * @return whether it was in time
   */
  public boolean request() {
    return state.compareAndSet(State.OPEN, State.REQUESTED);
  }

  /**
   * From here on the training ends by itself.
   *
   * @return false if it was cancelled before
   */
  public boolean close() {
    return state.compareAndSet(State.OPEN, State.CLOSED) || state.get() == State.CLOSED;
  }
}
