package io.emkd.systemtests;

import io.emkd.v1.Interaction;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/** A broker of Kafka in a process of its own, which can be killed and started again. */
final class KafkaBroker implements AutoCloseable {
  private static final Path CLASS_PATH =
      Path.of(
          System.getProperty("project.root"),
          "bootstrap",
          "test-broker",
          "target",
          "broker.classpath");

  private final Path folder;
  private final int port;
  private Process process;

  private KafkaBroker(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /** Formats its storage in a folder that is empty, and starts it. */
  static KafkaBroker start(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    KafkaBroker broker = new KafkaBroker(folder, Replicas.freePort());
    Files.writeString(
        broker.settings(),
        """
        process.roles=broker,controller
        node.id=1
        listeners=PLAINTEXT://localhost:%1$d,CONTROLLER://localhost:%2$d
        advertised.listeners=PLAINTEXT://localhost:%1$d
        controller.listener.names=CONTROLLER
        controller.quorum.voters=1@localhost:%2$d
        log.dirs=%3$s
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        transaction.state.log.num.partitions=1
        group.initial.rebalance.delay.ms=0
        """
            .formatted(broker.port, Replicas.freePort(), folder.resolve("log")));
    Process formatted =
        broker.java(
            "kafka.tools.StorageTool",
            "format",
            "-t",
            Uuid.randomUuid().toString(),
            "-c",
            broker.settings().toString());
    if (formatted.waitFor() != 0) {
      throw new IllegalStateException(broker.log());
    }
    broker.startAgain();
    return broker;
  }

  private Path settings() {
    return folder.resolve("server.properties");
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("broker.log"));
  }

  private Process java(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                // It lives for a minute: what is compiled better would not pay.
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Files.readString(CLASS_PATH).strip()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("broker.log").toFile()))
        .start();
  }

  /** Returns when it listens. */
  void startAgain() throws IOException {
    process = java("kafka.Kafka", settings().toString());
    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new IllegalStateException(log());
              }
              try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("localhost", port), 500);
                return true;
              } catch (IOException notYet) {
                return false;
              }
            });
  }

  /** kill -9. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }

  String address() {
    return "localhost:" + port;
  }

  /** What a server is told to read a topic. */
  String events(String topic, String dataset, String more) {
    return "kafka://" + address() + "/" + topic + "?group=emkd&dataset=" + dataset + more;
  }

  private Map<String, Object> client() {
    return Map.of("bootstrap.servers", address());
  }

  void createTopic(String topic, int partitions) throws Exception {
    try (Admin admin = Admin.create(client())) {
      admin
          .createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty())))
          .all()
          .get();
    }
  }

  /** A producer that loses and doubles nothing, however long the broker is away. */
  Producer<String, byte[]> producer() {
    Map<String, Object> settings = new HashMap<>(client());
    settings.put("enable.idempotence", true);
    settings.put("acks", "all");
    settings.put("delivery.timeout.ms", 600_000);
    settings.put("max.block.ms", 600_000);
    settings.put("linger.ms", 5);
    return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  /** Whether it arrives is seen by what comes of it. */
  static void send(Producer<String, byte[]> producer, ProducerRecord<String, byte[]> record) {
    var unused = producer.send(record);
  }

  /** An event as JSON. */
  static byte[] json(String user, String item) {
    return "{\"user_id\": \"%s\", \"item_id\": \"%s\", \"page\": 7}"
        .formatted(user, item)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** An event as a message of protobuf. */
  static byte[] binary(String user, String item) {
    return Interaction.newBuilder().setUserId(user).setItemId(item).build().toByteArray();
  }

  /** The first records of a topic, which may not be there yet, by partition and offset. */
  List<ConsumerRecord<String, byte[]>> records(String topic, int count) {
    Map<String, Object> settings = new HashMap<>(client());
    settings.put("auto.offset.reset", "earliest");
    settings.put("metadata.max.age.ms", 1000);
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> !partitions(consumer, topic).isEmpty());
      consumer.assign(partitions(consumer, topic));
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(500)).forEach(records::add);
                return records.size() >= count;
              });
    }
    return records;
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<String, byte[]> consumer, String topic) {
    List<PartitionInfo> known = consumer.listTopics().getOrDefault(topic, List.of());
    return known.stream().map(p -> new TopicPartition(topic, p.partition())).toList();
  }
}
