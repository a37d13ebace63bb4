package io.emkd.server.health;

import io.micronaut.context.annotation.Factory;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** What {@code /health/readiness} asks, a name for each reason not to be ready. */
@Factory
final class ReadinessIndicators {
  @Singleton
  @Readiness
  HealthIndicator store(ServerReadiness readiness) {
    return of("store", readiness::storeAnswers, "the store does not answer");
  }

  @Singleton
  @Readiness
  HealthIndicator models(ServerReadiness readiness) {
    return of("models", readiness::modelsAreWarm, "models are being loaded");
  }

  @Singleton
  @Readiness
  HealthIndicator running(ServerReadiness readiness) {
    return of("running", () -> !readiness.stops(), "the server stops");
  }

  private static HealthIndicator of(String name, BooleanSupplier well, String otherwise) {
    return () ->
        Publishers.just(
            well.getAsBoolean()
                ? HealthResult.builder(name, HealthStatus.UP).build()
                : HealthResult.builder(name, HealthStatus.DOWN)
                    .details(Map.of("reason", otherwise))
                    .build());
  }
}
