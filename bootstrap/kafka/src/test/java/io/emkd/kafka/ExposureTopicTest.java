package io.emkd.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.emkd.domain.recommendation.Exposure;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.registry.VersionKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class ExposureTopicTest {
  private static final ExposureTarget TARGET = new ExposureTarget("a:1", "shown", EventFormat.JSON);

  private final AtomicInteger written = new AtomicInteger();
  private final AtomicInteger dropped = new AtomicInteger();

  private final ExposureObserver counted =
      new ExposureObserver() {
        @Override
        public void written() {
          written.incrementAndGet();
        }

        @Override
        public void dropped() {
          dropped.incrementAndGet();
        }
      };

  private static class Producing extends MockProducer<byte[], byte[]> {
    Producing(boolean answers) {
      super(
          answers,
          new RoundRobinPartitioner(),
          new ByteArraySerializer(),
          new ByteArraySerializer());
    }
  }

  private static Exposure exposure(Optional<String> user) {
    return new Exposure(
        Instant.parse("2026-11-28T12:00:00.123Z"),
        "r-7",
        user,
        ModelReference.parse("films"),
        new VersionKey("films", 3),
        false,
        List.of("i2", "i1"));
  }

  @Test
  void anExposureIsARecordOfItsUserWithItsTime() {
    MockProducer<byte[], byte[]> producer = new Producing(true);
    try (ExposureTopic topic = new ExposureTopic(TARGET, producer, counted)) {
      topic.answered(exposure(Optional.of("u1")));
      await().untilAsserted(() -> assertThat(written).hasValue(1));
    }
    var record = producer.history().get(0);
    assertThat(record.topic()).isEqualTo("shown");
    assertThat(record.key()).asString(StandardCharsets.UTF_8).isEqualTo("u1");
    assertThat(record.timestamp()).isEqualTo(1_795_867_200_123L);
    assertThat(record.value())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(
            "{\"time\":\"2026-11-28T12:00:00.123Z\",\"request_id\":\"r-7\",\"user_id\":\"u1\","
                + "\"asked_for\":\"films\",\"model\":\"films\",\"version\":3,\"item_ids\":[\"i2\",\"i1\"]}");
  }

  @Test
  void oneOfNobodyHasNoKey() {
    MockProducer<byte[], byte[]> producer = new Producing(true);
    try (ExposureTopic topic = new ExposureTopic(TARGET, producer, counted)) {
      topic.answered(exposure(Optional.empty()));
    }
    assertThat(producer.history()).singleElement().satisfies(r -> assertThat(r.key()).isNull());
  }

  @Test
  void whatTheBrokersDoNotTakeIsCountedAndTheNextGoOn() {
    MockProducer<byte[], byte[]> producer = new Producing(false);
    try (ExposureTopic topic = new ExposureTopic(TARGET, producer, counted)) {
      topic.answered(exposure(Optional.of("u1")));
      topic.answered(exposure(Optional.of("u2")));
      await().until(() -> producer.history().size() == 2);
      producer.errorNext(new TimeoutException("they are away"));
      producer.completeNext();
      assertThat(dropped).hasValue(1);
      assertThat(written).hasValue(1);
    }
  }

  /** As where a broker starts again, or a topic is made only now. */
  @Test
  void aTopicThatIsNotThereYetIsWaitedFor() {
    AtomicInteger tries = new AtomicInteger();
    MockProducer<byte[], byte[]> late =
        new Producing(true) {
          @Override
          public synchronized Future<RecordMetadata> send(
              ProducerRecord<byte[], byte[]> record, Callback callback) {
            if (tries.incrementAndGet() < 4) {
              // As KafkaProducer does, which throws none of these.
              TimeoutException notYet = new TimeoutException("Topic shown not present in metadata");
              callback.onCompletion(null, notYet);
              return CompletableFuture.failedFuture(notYet);
            }
            return super.send(record, callback);
          }
        };
    try (ExposureTopic topic = new ExposureTopic(TARGET, late, counted)) {
      topic.answered(exposure(Optional.of("u1")));
      await().until(() -> written.get() == 1);
    }
    assertThat(late.history()).hasSize(1);
    assertThat(tries).hasValue(4);
    assertThat(dropped).hasValue(0);
  }

  /** A producer that has no room makes its caller wait; here for ever. */
  @Test
  void whoeverAnswersWaitsForNothingWhereTheProducerDoes() {
    MockProducer<byte[], byte[]> stuck =
        new Producing(true) {
          @Override
          public synchronized Future<RecordMetadata> send(
              ProducerRecord<byte[], byte[]> record, Callback callback) {
            try {
              Thread.sleep(Duration.ofMinutes(5).toMillis());
            } catch (InterruptedException ended) {
              throw new InterruptException(ended);
            }
            return super.send(record, callback);
          }
        };
    int more = 50;
    try (ExposureTopic topic = new ExposureTopic(TARGET, stuck, counted)) {
      topic.answered(exposure(Optional.of("first")));
      await().until(() -> topic.isEmpty());
      for (int e = 0; e < ExposureTopic.MOST + more; e++) {
        topic.answered(exposure(Optional.of("u" + e)));
      }
      assertThat(dropped).hasValue(more);
    }
    // All that were not written are counted, those that waited as well.
    assertThat(dropped).hasValue(1 + ExposureTopic.MOST + more);
  }
}
