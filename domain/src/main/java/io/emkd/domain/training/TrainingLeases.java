package io.emkd.domain.training;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Lets several processes share one queue of trainings: whoever claims a training holds it until its
 * lease runs out. Times are the store's. Thread-safe.
 */
public interface TrainingLeases {
  /**
   * Takes the oldest training that is queued, or whose lease ran out while it was running; it is
   * running from then on. No two claims take the same.
   *
   * @param owner the process
   */
  Optional<TrainingRecord> claim(String owner, Duration lease);

  /**
   * Extends a lease and lets others see the progress.
   *
   * @param progress the newest step and every validation so far
   */
  Hold renew(String id, String owner, Duration lease, List<TrainingEvent> progress);

  /**
   * Records a training's end, or its return to the queue, and gives the lease back.
   *
   * @return false if the lease was lost; then nothing is recorded
   */
  boolean release(TrainingRecord training, String owner);

  /** Asks whoever holds a running training to end it; ends one that is only queued. */
  void requestCancellation(String id);

  /** What {@link #renew} told last. */
  List<TrainingEvent> progress(String id);

  /** Waits until something may have changed, or the time is over. */
  void awaitChange(Duration atMost) throws InterruptedException;

  /** How a lease stands. */
  enum Hold {
    HELD,
    /** Held, and somebody wants the training to end. */
    CANCELLATION_REQUESTED,
    LOST
  }
}
