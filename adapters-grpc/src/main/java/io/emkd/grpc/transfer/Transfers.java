package io.emkd.grpc.transfer;

import io.emkd.grpc.call.Places;
import io.emkd.grpc.call.RequestId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What imports and exports share: the room for their files, and threads of their own, so that a
 * call's own thread stays free to hear that its client reads on or has gone.
 */
public final class Transfers {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);
  private static final int THREAD_SECONDS = 1;

  public final TransferLimits limits;
  public final Spool spool;
  public final Places exports;
  final Places uploads;

  /** No more than there are places. */
  private final ExecutorService threads;

  public Transfers(Path root, TransferLimits limits) {
    this.limits = limits;
    this.spool = new Spool(root, limits);
    this.uploads =
        new Places("imports", "limits.uploads_at_once", limits.uploadsAtOnce(), RETRY_AFTER);
    this.exports =
        new Places("exports", "limits.exports_at_once", limits.exportsAtOnce(), RETRY_AFTER);
    AtomicInteger number = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            THREAD_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            work -> {
              Thread thread = new Thread(work, "transfer-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** On another thread, in the name of the call that this one serves. */
  public void execute(Runnable work) {
    threads.execute(RequestId.carriedBy(work));
  }

  void later(Duration delay, Runnable work) {
    CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, threads)
        .execute(RequestId.carriedBy(work));
  }
}
