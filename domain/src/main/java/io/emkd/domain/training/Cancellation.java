package io.emkd.domain.training;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * Settles between a training that ends by itself and one who cancels it: exactly one of {@link
 * #request} and {@link #close} succeeds. Thread-safe.
 */
final class Cancellation {
  private enum State {
    OPEN,
    REQUESTED,
    CLOSED
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
  private final BooleanSupplier stopping;
  private volatile Runnable abort = () -> {};
  private volatile boolean abandoned;

  /**
   * @param stopping whether the process stops, which ends a training too, until it goes on
   */
  Cancellation(BooleanSupplier stopping) {
    this.stopping = stopping;
  }

  /** Whether the training is to stop as soon as it can. */
  boolean requested() {
    return state.get() == State.REQUESTED || abandoned || stopping.getAsBoolean();
  }

  /** Whether it is to stop because the process does: it goes on later from where it is. */
  boolean isStop() {
    return stopping.getAsBoolean() && !abandoned && state.get() != State.REQUESTED;
  }

  /**
   * @return whether it was in time
   */
  boolean request() {
    return state.compareAndSet(State.OPEN, State.REQUESTED);
  }

  /** The training is another process's by now: it is to stop and to leave nothing behind. */
  void abandon() {
    abandoned = true;
  }

  /**
   * From here on the training ends by itself.
   *
   * @return false if it was cancelled before
   */
  boolean close() {
    return state.compareAndSet(State.OPEN, State.CLOSED) || state.get() == State.CLOSED;
  }

  /**
   * @param aborting ends the step that is being computed, or does nothing if it cannot be; called
   *     from another thread
   */
  void abortBy(Runnable aborting) {
    abort = aborting;
  }

  /** Ends the step that is being computed, if that is possible. */
  void abort() {
    abort.run();
  }
}
