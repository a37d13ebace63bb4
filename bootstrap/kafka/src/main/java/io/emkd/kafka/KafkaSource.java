package io.emkd.kafka;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Violations;
import java.util.Set;

/**
 * Which topic is read, for whom, and where its events go.
 *
 * @param servers brokers to ask first, as {@code HOST:PORT,HOST:PORT}
 * @param group servers of one group and database share the topic's partitions
 * @param dataset its events are appended to
 * @param deadLetters the topic of what is no event
 */
public record KafkaSource(
    String servers,
    String topic,
    String group,
    String dataset,
    EventFormat format,
    String deadLetters) {
  private static final KafkaUrl.Form FORM =
      new KafkaUrl.Form(
          "events",
          "kafka://HOST:PORT/TOPIC?group=GROUP&dataset=DATASET",
          Set.of("group", "dataset", "format", "dead-letters"));

  /**
   * Reads it from what the setting says: {@code
   * kafka://HOST:PORT,HOST:PORT/TOPIC?group=GROUP&dataset=DATASET}, where {@code format} and {@code
   * dead-letters} may follow.
   *
   * @throws InvalidInputException naming the setting and everything that is wrong with it
   */
  public static KafkaSource parse(String url) {
    KafkaUrl parts = KafkaUrl.parse(FORM, url);
    String group = parts.given().getOrDefault("group", "");
    String dataset = parts.given().getOrDefault("dataset", "");
    String deadLetters = parts.given().getOrDefault("dead-letters", parts.topic() + ".dead-letter");
    Violations violations = new Violations();
    parts.check(FORM, violations);
    FORM.require(
        violations,
        !group.isBlank(),
        url,
        "given with group=GROUP, which the servers of one database share");
    FORM.require(
        violations,
        DatasetDefinition.NAME.matcher(dataset).matches(),
        dataset.isEmpty() ? url : dataset,
        "given with dataset=DATASET, the name of the dataset that the events are appended to");
    EventFormat format = parts.format(FORM, violations);
    FORM.require(
        violations,
        KafkaUrl.isTopic(deadLetters) && !deadLetters.equals(parts.topic()),
        deadLetters,
        "given with dead-letters=TOPIC, another topic than that of the events");
    violations.throwIfAny();
    return new KafkaSource(parts.servers(), parts.topic(), group, dataset, format, deadLetters);
  }

  /** Under which it is stored how far the topic was read. */
  String name() {
    return group + "/" + topic;
  }
}
