package io.emkd.server.trace;

import io.emkd.domain.dataset.StoreObserver;
import io.emkd.domain.serving.QueueObserver;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The spans of what is done for a call: the look-up of a history, the wait, the graph run. */
public final class WorkTraces {
  private static final AttributeKey<Long> BATCH_SIZE = AttributeKey.longKey("batch_size");
  private static final AttributeKey<String> MODEL = AttributeKey.stringKey("model");

  private final Tracer tracer;

  WorkTraces(Tracer tracer) {
    this.tracer = tracer;
  }

  /** A span of what the store has done for the call of this thread, if that is traced. */
  public void stored(StoreObserver.Operation operation, long nanos, boolean failed) {
    if (!Span.current().isRecording()) {
      return;
    }
    Instant end = Instant.now();
    Span span =
        tracer
            .spanBuilder("store " + operation.name().toLowerCase(Locale.ROOT))
            .setStartTimestamp(end.minusNanos(nanos))
            .startSpan();
    if (failed) {
      span.setStatus(StatusCode.ERROR);
    }
    span.end(end);
  }

  /** Has the spans of the work in the trace of the call that this thread serves. */
  public <T, R> Function<T, R> carried(Function<T, R> work) {
    return Context.current().wrapFunction(work);
  }

  /** Follows a request of the call that this thread serves through the queue of a model. */
  public QueueObserver queued(String model) {
    return Span.current().isRecording()
        ? new TracedRequest(tracer, Context.current(), model)
        : QueueObserver.NONE;
  }

  /** Is told by one thread after the other. */
  private static final class TracedRequest implements QueueObserver {
    private final Tracer tracer;
    private final Context call;
    private final String model;
    private final Span wait;
    private volatile @Nullable Span run;

    TracedRequest(Tracer tracer, Context call, String model) {
      this.tracer = tracer;
      this.call = call;
      this.model = model;
      this.wait = begin("queue wait");
    }

    private Span begin(String name) {
      return tracer.spanBuilder(name).setParent(call).setAttribute(MODEL, model).startSpan();
    }

    @Override
    public void runs(int sequences) {
      wait.end();
      run = begin("graph run").setAttribute(BATCH_SIZE, (long) sequences);
    }

    @Override
    public void ran(boolean failed) {
      Span running = run;
      if (running != null) {
        if (failed) {
          running.setStatus(StatusCode.ERROR);
        }
        running.end();
      }
    }

    @Override
    public void dropped() {
      wait.setStatus(StatusCode.ERROR, "nobody waits any more");
      wait.end();
    }
  }
}
