package io.emkd.domain.training;

import io.emkd.domain.error.UnavailableException;
import io.emkd.domain.training.TrainingLeases.Hold;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * This process's right to run a training, which it renews until it is closed; it gives up when the
 * lease runs out or is another's. Thread-safe.
 */
final class HeldLease implements AutoCloseable {
  /** How long a training stays its process's without a sign of life. */
  static final Duration LENGTH = Duration.ofSeconds(15);

  private static final System.Logger LOG = System.getLogger(HeldLease.class.getName());
  private static final Duration HEARTBEAT = Duration.ofSeconds(2);
  private static final int RELEASE_ATTEMPTS = 20;

  private final TrainingLeases leases;
  private final String owner;
  private final LiveTraining training;
  private final Thread heartbeat;
  private volatile boolean lost;
  private volatile boolean closed;

  /**
   * @param training that was just claimed
   */
  HeldLease(TrainingLeases leases, String owner, LiveTraining training) {
    this.leases = leases;
    this.owner = owner;
    this.training = training;
    this.heartbeat = DaemonThread.start("training-lease", this::keep);
  }

  /** Whether the training is another process's by now. */
  boolean isLost() {
    return lost;
  }

  private void keep() {
    long heldUntil = System.nanoTime() + LENGTH.toNanos();
    while (!closed) {
      if (!DaemonThread.sleep(HEARTBEAT)) {
        return;
      }
      long asked = System.nanoTime();
      try {
        Hold hold = leases.renew(training.record.id(), owner, LENGTH, training.progress());
        if (hold == Hold.LOST) {
          lose();
          return;
        }
        if (hold == Hold.CANCELLATION_REQUESTED) {
          training.cancellation.request();
        }
        heldUntil = asked + LENGTH.toNanos();
      } catch (RuntimeException away) {
        if (System.nanoTime() - heldUntil > 0) {
          lose();
          return;
        }
      }
    }
  }

  private void lose() {
    lost = true;
    training.cancellation.abandon();
  }

  /**
   * Records how the training ended, again and again while the store is away.
   *
   * @param givingUp asked after each attempt that failed
   * @return whether it was still this process's
   */
  boolean release(TrainingRecord end, BooleanSupplier givingUp) {
    for (int attempt = 0; ; attempt++) {
      try {
        return leases.release(end, owner);
      } catch (UnavailableException away) {
        if (attempt == RELEASE_ATTEMPTS || givingUp.getAsBoolean()) {
          LOG.log(
              System.Logger.Level.ERROR,
              "the end of training " + end.id() + " could not be recorded; it will be done again",
              away);
          return false;
        }
        DaemonThread.sleep(HEARTBEAT);
      }
    }
  }

  /** Renews it no longer. */
  @Override
  public void close() {
    closed = true;
    heartbeat.interrupt();
    try {
      heartbeat.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
