package io.emkd.server;

import io.emkd.assembly.ServerSettings;
import io.emkd.domain.recommendation.ExposureLog;
import io.emkd.kafka.ExposureMessages;
import io.emkd.kafka.ExposureTopic;
import io.emkd.server.metrics.ExposureMetrics;
import io.emkd.server.settings.ExposureSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where exposures go, where somebody wants them; without a topic nothing of Kafka is loaded. */
@Factory
@Requires(property = "emkd.exposures", pattern = ".+")
final class ExposureBeans {
  private static final Logger LOG = LoggerFactory.getLogger("exposures");

  /**
   * @param checked the settings go together
   */
  @Singleton
  @Bean(preDestroy = "close")
  Exposures exposures(ServerSettings checked, ExposureSettings settings, MeterRegistry registry) {
    ExposureMetrics metrics = new ExposureMetrics(registry);
    return new Exposures(
        settings
            .topic()
            .<ExposureLog>map(topic -> ExposureTopic.of(topic, settings.propertiesFile(), metrics))
            .orElseGet(() -> logged(metrics)));
  }

  private static ExposureLog logged(ExposureMetrics metrics) {
    return exposure -> {
      LOG.info("{}", ExposureMessages.json(exposure));
      metrics.written();
    };
  }
}
