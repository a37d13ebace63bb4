package io.emkd.grpc.wire;

import io.emkd.domain.error.CapacityException;
import io.emkd.grpc.error.ErrorStatus;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What requests that are on their way, or worked upon, may take of the memory together. Those that
 * would take more are refused before they are read; small ones are never. Thread-safe.
 */
public final class RequestMemory {
  /** Messages that take less are not counted once they are read: calls are, elsewhere. */
  static final int SMALL = 64 << 10;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
  private static final int UNIT = 1024;

  /** Bytes of messages that are not whole yet or wait to be read. */
  private final AtomicLong arriving = new AtomicLong();

  private final long limit;
  private final Semaphore free;

  /**
   * @param limit bytes
   */
  public RequestMemory(long limit) {
    this.limit = limit;
    this.free = new Semaphore((int) Math.min(Integer.MAX_VALUE, limit / UNIT));
  }

  /**
   * Whether {@code bytes} more may arrive; they are counted either way.
   *
   * @param large whether they are of a call that sent much already: those leave room for others
   */
  boolean arrive(long bytes, boolean large) {
    return arriving.addAndGet(bytes) <= (large ? limit / 4 * 3 : limit);
  }

  void read(long bytes) {
    arriving.addAndGet(-bytes);
  }

  /**
   * Takes memory, to be given back with {@link #give}.
   *
   * @param patience how long this thread may wait for it
   * @return what to give back
   * @throws CapacityException if it is not to be had
   */
  int take(long bytes, Duration patience) {
    int units = (int) Math.min(Integer.MAX_VALUE, bytes / UNIT + 1);
    try {
      if (free.tryAcquire(units, patience.toNanos(), TimeUnit.NANOSECONDS)) {
        return units;
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    throw full();
  }

  void give(int units) {
    free.release(units);
  }

  /**
   * Takes memory for what becomes requests by another way than this room's.
   *
   * @return gives it back
   * @throws StatusRuntimeException with which the request ends, if it is not to be had
   */
  public Runnable take(long bytes) {
    try {
      int units = take(bytes, Duration.ZERO);
      return () -> give(units);
    } catch (CapacityException full) {
      throw ErrorStatus.of(full);
    }
  }

  CapacityException full() {
    return new CapacityException(
        "requests take all of the "
            + limit
            + " bytes of memory that they may together (limits.request_memory); send smaller ones,"
            + " or fewer at once",
        RETRY_AFTER);
  }
}
