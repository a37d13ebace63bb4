package io.emkd.server.metrics;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.configuration.metrics.micrometer.prometheus.management.PrometheusEndpoint;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Header;
import io.micronaut.management.endpoint.annotation.Endpoint;
import io.micronaut.management.endpoint.annotation.Read;

/**
 * {@code /prometheus}, in the format that the scraper asks for: exemplars are in OpenMetrics alone,
 * which Prometheus asks for and Micronaut's own endpoint does not know.
 */
@Endpoint(id = PrometheusEndpoint.ID, defaultSensitive = false)
@Replaces(PrometheusEndpoint.class)
final class Scrapes {
  private static final String OPEN_METRICS = "application/openmetrics-text";
  private static final String OPEN_METRICS_TYPE = OPEN_METRICS + "; version=1.0.0; charset=utf-8";
  private static final String PLAIN_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry;

  Scrapes(PrometheusMeterRegistry registry) {
    this.registry = registry;
  }

  @Read
  HttpResponse<String> scrape(@Header("Accept") @Nullable String accept) {
    String type = accept != null && accept.contains(OPEN_METRICS) ? OPEN_METRICS_TYPE : PLAIN_TYPE;
    return HttpResponse.ok(registry.scrape(type)).header("Content-Type", type);
  }
}
