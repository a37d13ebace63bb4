package io.emkd.server.trace;

import io.emkd.server.settings.WatchSettings;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.order.Ordered;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.instrumentation.grpc.v1_6.GrpcTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What makes traces and sends them, where {@code emkd.trace-endpoint} says where to. */
@Factory
@Requires(property = "emkd.trace-endpoint", pattern = "http.+")
final class Tracing {
  /** What was not sent when the server stops is sent within it, or lost. */
  private static final long LAST_MILLIS = 500;

  private static final Duration BATCHES_EVERY = Duration.ofSeconds(1);

  /** Spans, on their way to the collector. */
  static final class Traces implements AutoCloseable {
    final OpenTelemetrySdk sdk;

    Traces(OpenTelemetrySdk sdk) {
      this.sdk = sdk;
    }

    @Override
    public void close() {
      sdk.getSdkTracerProvider().forceFlush().join(LAST_MILLIS, TimeUnit.MILLISECONDS);
      var unused = sdk.shutdown();
    }
  }

  @Singleton
  @Bean(preDestroy = "close")
  Traces traces(WatchSettings settings) {
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(
                Resource.getDefault()
                    .merge(
                        Resource.create(
                            Attributes.of(AttributeKey.stringKey("service.name"), "emkd"))))
            .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(settings.traceShare())))
            .addSpanProcessor(
                BatchSpanProcessor.builder(
                        OtlpGrpcSpanExporter.builder()
                            .setEndpoint(settings.traceEndpoint())
                            .build())
                    .setScheduleDelay(BATCHES_EVERY)
                    .build())
            .build();
    return new Traces(
        OpenTelemetrySdk.builder()
            .setTracerProvider(provider)
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build());
  }

  @Singleton
  WorkTraces work(Traces traces) {
    return new WorkTraces(traces.sdk.getTracer("io.emkd.server"));
  }

  @Singleton
  ServerInterceptor calls(Traces traces) {
    return new TracedCalls(GrpcTelemetry.create(traces.sdk).newServerInterceptor());
  }

  /** Around all other interceptors, which it is about: those that come last are outside. */
  private record TracedCalls(ServerInterceptor telemetry) implements ServerInterceptor, Ordered {
    @Override
    public int getOrder() {
      return LOWEST_PRECEDENCE;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      return telemetry.interceptCall(
          call,
          headers,
          (traced, sent) -> {
            try (var logged = TraceInLog.ofThisCall()) {
              return new TracedListener<>(next.startCall(traced, sent), Context.current());
            }
          });
    }
  }
}
