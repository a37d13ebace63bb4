package io.emkd.server.trace;

import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.configuration.metrics.micrometer.prometheus.PrometheusMeterRegistryFactory;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.tracer.otel.OpenTelemetrySpanContext;
import jakarta.inject.Singleton;

/** Metrics that name the trace of a call that they counted, as exemplars. */
@Factory
@Requires(property = "emkd.trace-endpoint", pattern = "http.+")
final class ExemplarRegistry {
  @Singleton
  @Replaces(bean = PrometheusMeterRegistry.class, factory = PrometheusMeterRegistryFactory.class)
  PrometheusMeterRegistry registry() {
    return new PrometheusMeterRegistry(
        PrometheusConfig.DEFAULT,
        new PrometheusRegistry(),
        Clock.SYSTEM,
        new OpenTelemetrySpanContext());
  }
}
