/**
 * Traces of calls, by OpenTelemetry: from the context that a client sends (W3C {@code traceparent})
 * to the graph run. Where no endpoint is set nothing of this package is built, and no call passes
 * it.
 *
 * <p>Start here: {@link io.emkd.server.trace.Tracing}.
 */
@NullMarked
package io.emkd.server.trace;

import org.jspecify.annotations.NullMarked;
