package io.emkd.grpc.wire;

import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log of a method's calls that were not answered: of each status one in ten seconds, and
 * how many others there were. Thread-safe.
 */
final class RefusalLog {
  private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final int STATUSES = Status.Code.values().length;

  private final String method;

  /** By status, when one was told last. */
  private final AtomicLongArray toldNanos = new AtomicLongArray(STATUSES);

  /** By status, how many were not told since. */
  private final AtomicLong[] untold = new AtomicLong[STATUSES];

  /**
   * @param method its full name
   */
  RefusalLog(String method) {
    this.method = method;
    long longAgo = System.nanoTime() - 2 * PAUSE.toNanos();
    for (int status = 0; status < STATUSES; status++) {
      toldNanos.set(status, longAgo);
      untold[status] = new AtomicLong();
    }
  }

  /** A client that goes is none. */
  void tell(Status status) {
    if (status.getCode() == Status.Code.CANCELLED) {
      return;
    }
    int code = status.getCode().value();
    long now = System.nanoTime();
    long told = toldNanos.get(code);
    if (now - told < PAUSE.toNanos() || !toldNanos.compareAndSet(code, told, now)) {
      untold[code].incrementAndGet();
      return;
    }
    long others = untold[code].getAndSet(0);
    LOG.info(
        "{} is answered {}: {}{}",
        method,
        status.getCode(),
        oneLine(String.valueOf(status.getDescription())),
        others == 0 ? "" : " (and " + others + " others before)");
  }

  /** A client's words are in it. */
  private static String oneLine(String description) {
    return description.replaceAll("\\p{Cntrl}", " ");
  }
}
