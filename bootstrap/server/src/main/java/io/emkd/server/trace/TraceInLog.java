package io.emkd.server.trace;

import io.emkd.grpc.error.ErrorStatus;
import io.opentelemetry.api.trace.Span;
import org.slf4j.MDC;

/** Tells the log which trace a call that begins belongs to; what runs for the call takes it on. */
final class TraceInLog {
  private TraceInLog() {}

  static MDC.MDCCloseable ofThisCall() {
    return MDC.putCloseable(ErrorStatus.TRACE_ID, Span.current().getSpanContext().getTraceId());
  }
}
