package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.emkd.server.EmkdServer;
import io.emkd.v1.CreateDatasetRequest;
import io.emkd.v1.Dataset;
import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.Interaction;
import io.emkd.v1.InteractionServiceGrpc;
import io.emkd.v1.ListInteractionsRequest;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendationServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events that come by a topic of a real broker. */
class KafkaEventsTest {
  private static final Duration LONG = Duration.ofMinutes(3);

  @TempDir static Path brokerFolder;
  @TempDir Path folder;
  private static KafkaBroker broker;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = KafkaBroker.start(brokerFolder);
  }

  @AfterAll
  static void stopBroker() throws InterruptedException {
    broker.close();
  }

  private EmkdServer server(String topic, String more) {
    return TestShop.server(folder, Map.of("emkd.events", broker.events(topic, "shop", more)));
  }

  private static void createDataset(ManagedChannel channel) {
    var unused =
        DatasetServiceGrpc.newBlockingStub(channel)
            .createDataset(
                CreateDatasetRequest.newBuilder()
                    .setDataset(Dataset.newBuilder().setName("shop"))
                    .build());
  }

  private static List<String> newest(ManagedChannel channel, String user) {
    try {
      return InteractionServiceGrpc.newBlockingStub(channel)
          .listInteractions(
              ListInteractionsRequest.newBuilder().setDataset("shop").setUserId(user).build())
          .getInteractionsList()
          .stream()
          .map(Interaction::getItemId)
          .toList();
    } catch (StatusRuntimeException missing) {
      assertThat(missing.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
      return List.of();
    }
  }

  @Test
  void whatComesByATopicIsRecommendedFromAndCounted() throws Exception {
    broker.createTopic("views", 2);
    try (EmkdServer server = server("views", "");
        Producer<String, byte[]> producer = broker.producer()) {
      ManagedChannel channel = TestShop.channel(server);
      TestShop.publishModel(channel);
      RecommendRequest visitor =
          RecommendRequest.newBuilder().setModel("shop").setUserId("visitor").build();
      var recommend = RecommendationServiceGrpc.newBlockingStub(channel);
      assertThat(recommend.recommend(visitor).getColdStart()).isTrue();

      for (String item : List.of("i1", "i2", "i3")) {
        KafkaBroker.send(
            producer, new ProducerRecord<>("views", "visitor", KafkaBroker.json("visitor", item)));
      }
      producer.flush();

      await()
          .atMost(LONG)
          .untilAsserted(
              () -> assertThat(newest(channel, "visitor")).containsExactly("i3", "i2", "i1"));
      assertThat(recommend.recommend(visitor).getColdStart()).isFalse();
      await()
          .atMost(LONG)
          .untilAsserted(
              () -> assertThat(Metrics.scraped(server, "emkd_events_taken_total")).isEqualTo(3));
      assertThat(Metrics.scraped(server, "emkd_ingested_events_total")).isEqualTo(3);
      await()
          .atMost(LONG)
          .untilAsserted(
              () ->
                  assertThat(Scrape.of(server).text())
                      .contains("emkd_events_lag{partition=\"0\"} 0.0")
                      .contains("emkd_events_lag{partition=\"1\"} 0.0"));
      assertThat(Scrape.of(server).families()).containsAll(documented());
      channel.shutdownNow();
    }
  }

  /** The metrics that docs/metrics.md has for a server that reads a topic. */
  private static Set<String> documented() throws Exception {
    String document =
        Files.readString(Path.of(System.getProperty("project.root"), "docs", "metrics.md"));
    Set<String> names =
        Pattern.compile("^\\| `(emkd_events_[a-z_]+)`.*only with `--events`", Pattern.MULTILINE)
            .matcher(document)
            .results()
            .map((MatchResult row) -> row.group(1))
            .collect(Collectors.toSet());
    assertThat(names).hasSize(4);
    return names;
  }

  @Test
  void whatIsNoEventIsInTheTopicOfDeadLettersWithItsReasonAndTheOthersAreKept() throws Exception {
    broker.createTopic("mixed", 1);
    try (EmkdServer server = server("mixed", "&format=protobuf&dead-letters=refused");
        Producer<String, byte[]> producer = broker.producer()) {
      ManagedChannel channel = TestShop.channel(server);
      createDataset(channel);
      KafkaBroker.send(
          producer, new ProducerRecord<>("mixed", "k0", KafkaBroker.binary("u", "first")));
      ProducerRecord<String, byte[]> garbage =
          new ProducerRecord<>("mixed", "k1", "{}".getBytes(StandardCharsets.UTF_8));
      garbage.headers().add("trace", new byte[] {7});
      KafkaBroker.send(producer, garbage);
      KafkaBroker.send(producer, new ProducerRecord<>("mixed", "k2", KafkaBroker.binary("u", "")));
      KafkaBroker.send(producer, new ProducerRecord<>("mixed", "k3", null));
      KafkaBroker.send(
          producer, new ProducerRecord<>("mixed", "k4", KafkaBroker.binary("u", "last")));
      producer.flush();

      await()
          .atMost(LONG)
          .untilAsserted(() -> assertThat(newest(channel, "u")).containsExactly("last", "first"));
      List<ConsumerRecord<String, byte[]>> letters = broker.records("refused", 3);
      assertThat(letters).extracting(ConsumerRecord::key).containsExactly("k1", "k2", "k3");
      assertThat(letters.get(0).value()).isEqualTo(garbage.value());
      assertThat(letters.get(2).value()).isNull();
      assertThat(letters.get(0).headers().lastHeader("trace").value()).containsExactly(7);
      assertThat(header(letters.get(0), "emkd-topic")).isEqualTo("mixed");
      assertThat(header(letters.get(0), "emkd-partition")).isEqualTo("0");
      assertThat(letters)
          .extracting(letter -> header(letter, "emkd-offset"))
          .containsExactly("1", "2", "3");
      assertThat(header(letters.get(0), "emkd-reason")).startsWith("value is no such message");
      assertThat(header(letters.get(1), "emkd-reason")).startsWith("item_id is ");
      assertThat(header(letters.get(2), "emkd-reason")).startsWith("value is absent");
      await()
          .atMost(LONG)
          .untilAsserted(
              () ->
                  assertThat(Metrics.scraped(server, "emkd_events_dead_letters_total"))
                      .isEqualTo(3));
      channel.shutdownNow();
    }
  }

  private static String header(ConsumerRecord<String, byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  @Test
  void theEventsOfAMissingDatasetWaitForItAndTheLagSaysHowMany() throws Exception {
    broker.createTopic("early", 1);
    try (EmkdServer server = server("early", "");
        Producer<String, byte[]> producer = broker.producer()) {
      ManagedChannel channel = TestShop.channel(server);
      KafkaBroker.send(producer, new ProducerRecord<>("early", "u", KafkaBroker.json("u", "a")));
      KafkaBroker.send(producer, new ProducerRecord<>("early", "u", KafkaBroker.json("u", "b")));
      producer.flush();
      await()
          .atMost(LONG)
          .untilAsserted(
              () -> {
                assertThat(waits(server, "dataset")).isEqualTo(1);
                assertThat(Metrics.scraped(server, "emkd_events_lag")).isEqualTo(2);
              });
      createDataset(channel);
      await()
          .atMost(LONG)
          .untilAsserted(
              () -> {
                assertThat(newest(channel, "u")).containsExactly("b", "a");
                assertThat(waits(server, "dataset")).isZero();
                assertThat(Metrics.scraped(server, "emkd_events_lag")).isZero();
              });
      assertThat(Metrics.scraped(server, "emkd_events_dead_letters_total")).isZero();
      channel.shutdownNow();
    }
  }

  private static double waits(EmkdServer server, String cause) throws Exception {
    return Metrics.scraped(server, "emkd_events_waiting\\{cause=\"" + cause + "\"");
  }

  @Test
  void aServerStartsBeforeItsTopicAndStopsWithoutLeavingAThread() throws Exception {
    try (EmkdServer server = server("later", "");
        Producer<String, byte[]> producer = broker.producer()) {
      ManagedChannel channel = TestShop.channel(server);
      createDataset(channel);
      await().atMost(LONG).untilAsserted(() -> assertThat(waits(server, "topic")).isEqualTo(1));
      broker.createTopic("later", 1);
      KafkaBroker.send(producer, new ProducerRecord<>("later", "u", KafkaBroker.json("u", "a")));
      producer.flush();
      await()
          .atMost(LONG)
          .untilAsserted(
              () -> {
                assertThat(newest(channel, "u")).containsExactly("a");
                assertThat(waits(server, "topic")).isZero();
              });
      channel.shutdownNow();
    }
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.equals("events") || name.contains("emkd")));
  }
}
