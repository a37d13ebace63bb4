package io.emkd.server.settings;

import io.emkd.domain.error.Violations;
import io.emkd.kafka.ExposureTarget;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import java.nio.file.Path;
import java.util.Optional;

/** Where what users are answered is told. */
@Introspected
@ConfigurationProperties("emkd")
public record ExposureSettings(
    @Setting(
            "where each answer of Recommend is told, to be joined with what users do then: `log`, or a topic of Kafka, `kafka://HOST:PORT,HOST:PORT/TOPIC`, as docs/ab-tests.md says")
        String exposures,
    @Setting(value = "of exposures what `--events-properties` is of events", label = "FILE")
        String exposuresProperties) {
  private static final String LOG = "log";

  /** Whether they go to the log. */
  public boolean areLogged() {
    return exposures.equals(LOG);
  }

  /** Which topic they go to, where one is named. */
  public Optional<ExposureTarget> topic() {
    return exposures.isEmpty() || areLogged()
        ? Optional.empty()
        : Optional.of(ExposureTarget.parse(exposures));
  }

  public Optional<Path> propertiesFile() {
    return exposuresProperties.isEmpty()
        ? Optional.empty()
        : Optional.of(Path.of(exposuresProperties));
  }

  /**
   * These settings, if they can be.
   *
   * @throws io.emkd.domain.error.InvalidInputException naming what is wrong with them
   */
  ExposureSettings checked() {
    Violations violations = new Violations();
    violations.require(
        exposuresProperties.isEmpty() || !(exposures.isEmpty() || areLogged()),
        "exposures_properties",
        "'" + exposuresProperties + "'",
        "given only with a topic in exposures");
    violations.attempt(this::topic);
    violations.throwIfAny();
    return this;
  }
}
