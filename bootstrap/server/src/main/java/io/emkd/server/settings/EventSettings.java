package io.emkd.server.settings;

import io.emkd.domain.error.Violations;
import io.emkd.kafka.KafkaSource;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import java.nio.file.Path;
import java.util.Optional;

/** Where events come from, beside calls. */
@Introspected
@ConfigurationProperties("emkd")
public record EventSettings(
    @Setting(
            "a topic of Kafka whose events are appended to a dataset: `kafka://HOST:PORT,HOST:PORT/TOPIC?group=GROUP&dataset=DATASET`, as docs/kafka.md says")
        String events,
    @Setting(
            value =
                "how Kafka's brokers are reached, by TLS or SASL for example: properties of Kafka's clients",
            label = "FILE")
        String eventsProperties) {
  /** Which topic is read, where one is. */
  public Optional<KafkaSource> source() {
    return events.isEmpty() ? Optional.empty() : Optional.of(KafkaSource.parse(events));
  }

  public Optional<Path> propertiesFile() {
    return eventsProperties.isEmpty() ? Optional.empty() : Optional.of(Path.of(eventsProperties));
  }

  /**
   * These settings, if they can be.
   *
   * @throws io.emkd.domain.error.InvalidInputException naming what is wrong with them
   */
  EventSettings checked() {
    Violations violations = new Violations();
    violations.require(
        !events.isEmpty() || eventsProperties.isEmpty(),
        "events_properties",
        "'" + eventsProperties + "'",
        "given only with events");
    violations.attempt(this::source);
    violations.throwIfAny();
    return this;
  }
}
