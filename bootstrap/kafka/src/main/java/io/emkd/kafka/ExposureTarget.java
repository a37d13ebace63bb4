package io.emkd.kafka;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Violations;
import java.util.Set;

/**
 * Which topic exposures go to, and as what.
 *
 * @param servers brokers to ask first, as {@code HOST:PORT,HOST:PORT}
 */
public record ExposureTarget(String servers, String topic, EventFormat format) {
  private static final KafkaUrl.Form FORM =
      new KafkaUrl.Form("exposures", "log or kafka://HOST:PORT/TOPIC", Set.of("format"));

  /**
   * Reads it from what the setting says: {@code kafka://HOST:PORT,HOST:PORT/TOPIC}, where {@code
   * format} may follow.
   *
   * @throws InvalidInputException naming the setting and everything that is wrong with it
   */
  public static ExposureTarget parse(String url) {
    KafkaUrl parts = KafkaUrl.parse(FORM, url);
    Violations violations = new Violations();
    parts.check(FORM, violations);
    EventFormat format = parts.format(FORM, violations);
    violations.throwIfAny();
    return new ExposureTarget(parts.servers(), parts.topic(), format);
  }
}
