package io.emkd.domain.training;

import io.emkd.domain.error.StorageFailure;
import io.emkd.domain.error.UnavailableException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * How long a training waits for what is away, rather than fail.
 *
 * @param firstPause before the second attempt; each pause is twice the one before
 * @param longestPause of those
 * @param store how long for a database or an object store
 * @param files how long for room on a full disk
 */
public record StoreWaits(
    Duration firstPause, Duration longestPause, Duration store, Duration files) {
  public static final StoreWaits DEFAULT =
      new StoreWaits(
          Duration.ofMillis(100),
          Duration.ofSeconds(10),
          Duration.ofHours(12),
          Duration.ofMinutes(10));

  private static final System.Logger LOG = System.getLogger(StoreWaits.class.getName());

  private static final long SLICE_MILLIS = 50;

  /** What may be done, and done again. */
  interface Work<T> {
    T attempt() throws InterruptedException;
  }

  /**
   * Does {@code work}, again while it fails because a store is away or a disk is full.
   *
   * @param what for the log, e.g. {@code the data of training t-1}
   * @param stop asked while waiting
   * @throws CancellationException if {@code stop}
   * @throws RuntimeException the last failure, when the time is over
   */
  <T> T untilDone(String what, BooleanSupplier stop, Work<T> work) throws InterruptedException {
    long start = System.nanoTime();
    Duration pause = firstPause;
    while (true) {
      RuntimeException failure;
      try {
        return work.attempt();
      } catch (RuntimeException away) {
        failure = away;
      }
      Duration patience = patience(failure);
      if (System.nanoTime() - start > patience.toNanos()) {
        throw failure;
      }
      LOG.log(
          System.Logger.Level.WARNING,
          what + ": tried again in " + pause.toMillis() + " ms: " + TrainingRun.reason(failure));
      sleep(pause, stop, what);
      pause =
          pause.multipliedBy(2).compareTo(longestPause) < 0 ? pause.multipliedBy(2) : longestPause;
    }
  }

  /** None where waiting does not help. */
  private Duration patience(RuntimeException failure) {
    if (failure instanceof UnavailableException) {
      return store;
    }
    return StorageFailure.STORAGE_FULL.isSaidBy(TrainingRun.reason(failure))
        ? files
        : Duration.ofSeconds(-1);
  }

  /** Does what {@link #untilDone(String, BooleanSupplier, Work)} does. */
  void untilDone(String what, BooleanSupplier stop, Runnable work) throws InterruptedException {
    Supplier<Boolean> done =
        () -> {
          work.run();
          return true;
        };
    untilDone(what, stop, done::get);
  }

  private static void sleep(Duration pause, BooleanSupplier stop, String what)
      throws InterruptedException {
    long end = System.nanoTime() + pause.toNanos();
    for (long left = pause.toNanos(); left > 0; left = end - System.nanoTime()) {
      if (stop.getAsBoolean()) {
        throw new CancellationException("stopped while waiting: " + what);
      }
      Thread.sleep(Math.min(SLICE_MILLIS, left / 1_000_000 + 1));
    }
  }
}
