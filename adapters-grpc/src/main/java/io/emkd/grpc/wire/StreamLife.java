package io.emkd.grpc.wire;

import io.emkd.domain.error.TimedOutException;
import io.grpc.Context;
import io.grpc.MethodDescriptor.MethodType;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * How long a stream may last, whatever it does: one that nobody ends holds its place for ever, and
 * the rights of its caller are those that it began with. Thread-safe.
 */
public final class StreamLife implements AutoCloseable {
  private final Duration longest;
  private final ScheduledThreadPoolExecutor clock =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread thread = Executors.defaultThreadFactory().newThread(task);
            thread.setName("stream-life");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param longest above 0
   */
  public StreamLife(Duration longest) {
    this.longest = longest;
    clock.setRemoveOnCancelPolicy(true);
  }

  /** Ends the call, which this thread serves, in time; a unary one has its own end. */
  void watch(ClosedOnceCall<?, ?> call) {
    if (call.getMethodDescriptor().getType() == MethodType.UNARY) {
      return;
    }
    Future<?> end = clock.schedule(() -> end(call), longest.toMillis(), TimeUnit.MILLISECONDS);
    Context.current().addListener(over -> end.cancel(false), Runnable::run);
  }

  private void end(ClosedOnceCall<?, ?> call) {
    call.refuse(
        new TimedOutException(
            "a stream lasts " + longest.toSeconds() + " s at most (limits.stream_life)"));
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
