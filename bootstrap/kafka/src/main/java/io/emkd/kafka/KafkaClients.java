package io.emkd.kafka;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Violations;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes consumers and producers as the settings say. */
final class KafkaClients {
  /** What a file may change. */
  private static final Map<String, Object> DEFAULTS =
      Map.ofEntries(
          Map.entry("metric.reporters", ""),
          Map.entry("enable.metrics.push", false),
          Map.entry("reconnect.backoff.max.ms", 5_000),
          Map.entry("default.api.timeout.ms", 10_000),
          Map.entry("request.timeout.ms", 10_000),
          Map.entry("session.timeout.ms", 10_000),
          Map.entry("heartbeat.interval.ms", 2_000),
          Map.entry("metadata.max.age.ms", 30_000),
          Map.entry("fetch.max.bytes", 8 << 20),
          Map.entry("partition.assignment.strategy", CooperativeStickyAssignor.class.getName()),
          Map.entry("max.block.ms", 10_000),
          Map.entry("delivery.timeout.ms", 20_000),
          // More than a record may have in most topics: the brokers say what is too large.
          Map.entry("max.request.size", 16 << 20));

  private final Settings settings;
  private final Map<String, Object> own;
  private final Optional<Path> file;
  private final Map<String, Object> given = new HashMap<>();

  /**
   * What is told of what is wrong.
   *
   * @param url the setting that names the topic
   * @param file the setting that names a file of properties
   */
  private record Settings(String url, String file) {}

  /**
   * Those that read events and write dead letters.
   *
   * @param file of Java properties, that say how to reach the brokers
   * @throws InvalidInputException naming the setting if the file cannot be read, or has keys that
   *     Kafka's clients do not know or that are not its to set
   */
  static KafkaClients reading(KafkaSource source, Optional<Path> file) {
    return new KafkaClients(
        new Settings("events", "events_properties"), source.servers(), source.group(), file);
  }

  /** Those that write exposures, which wait longer for brokers; else as {@link #reading}. */
  static KafkaClients exposing(ExposureTarget target, Optional<Path> file) {
    KafkaClients clients =
        new KafkaClients(
            new Settings("exposures", "exposures_properties"), target.servers(), "", file);
    clients.given.putIfAbsent("delivery.timeout.ms", Integer.MAX_VALUE);
    clients.given.putIfAbsent("max.block.ms", 5_000);
    return clients;
  }

  private KafkaClients(Settings settings, String servers, String group, Optional<Path> file) {
    this.settings = settings;
    this.file = file;
    given.put("client.id", "emkd-" + settings.url());
    own =
        Map.ofEntries(
            Map.entry("bootstrap.servers", servers),
            Map.entry("group.id", group),
            Map.entry("enable.auto.commit", false),
            Map.entry("auto.offset.reset", "none"),
            Map.entry("isolation.level", "read_committed"),
            Map.entry("allow.auto.create.topics", false),
            Map.entry("max.poll.records", 1_000),
            Map.entry("key.deserializer", ByteArrayDeserializer.class),
            Map.entry("value.deserializer", ByteArrayDeserializer.class),
            Map.entry("acks", "all"),
            Map.entry("enable.idempotence", true),
            Map.entry("key.serializer", ByteArraySerializer.class),
            Map.entry("value.serializer", ByteArraySerializer.class));
    file.ifPresent(this::read);
  }

  private void read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new InvalidInputException(
          settings.file(), "'" + file + "'", "a file of Java properties");
    }
    Violations violations = new Violations();
    for (String key : new TreeSet<>(properties.stringPropertyNames())) {
      violations.require(
          !own.containsKey(key),
          settings.file(),
          "'" + file + "' with the key '" + key + "'",
          "without what follows from --" + settings.url() + " or is the server's to say");
      violations.require(
          ConsumerConfig.configNames().contains(key) || ProducerConfig.configNames().contains(key),
          settings.file(),
          "'" + file + "' with the key '" + key + "'",
          "of keys that Kafka's consumers or producers know");
      given.put(key, properties.getProperty(key));
    }
    violations.throwIfAny();
  }

  /**
   * A consumer that has not connected yet.
   *
   * @throws InvalidInputException if Kafka refuses the settings
   */
  Consumer<byte[], byte[]> consumer() {
    return made(() -> new KafkaConsumer<>(known(ConsumerConfig.configNames())));
  }

  /**
   * A producer, which connects by itself.
   *
   * @throws InvalidInputException if Kafka refuses the settings
   */
  Producer<byte[], byte[]> producer() {
    return made(() -> new KafkaProducer<>(known(ProducerConfig.configNames())));
  }

  private Map<String, Object> known(Set<String> names) {
    Map<String, Object> known = new HashMap<>(DEFAULTS);
    known.putAll(given);
    known.putAll(own);
    known.keySet().retainAll(names);
    return known;
  }

  private <T> T made(Supplier<T> client) {
    try {
      return client.get();
    } catch (KafkaException refused) {
      Throwable root = refused;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      String why = String.valueOf(root.getMessage());
      throw new InvalidInputException(
          file.isEmpty() || why.contains("bootstrap.servers") ? settings.url() : settings.file(),
          "refused by Kafka's client (" + why + ")",
          "what that can work with");
    }
  }
}
