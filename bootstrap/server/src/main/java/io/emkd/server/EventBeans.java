package io.emkd.server;

import io.emkd.assembly.ServerSettings;
import io.emkd.kafka.EventStream;
import io.emkd.server.metrics.EventMetrics;
import io.emkd.server.settings.EventSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/** The stream of events, where there is one; without it nothing of Kafka is loaded. */
@Factory
@Requires(property = "emkd.events", pattern = ".+")
final class EventBeans {
  /**
   * @param checked the settings go together
   */
  @Singleton
  @Bean(preDestroy = "close")
  EventStream events(ServerSettings checked, EventSettings settings, MeterRegistry registry) {
    return EventStream.of(
        settings.source().orElseThrow(), settings.propertiesFile(), new EventMetrics(registry));
  }
}
