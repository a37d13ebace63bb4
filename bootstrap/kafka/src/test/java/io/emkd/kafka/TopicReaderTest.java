package io.emkd.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.dataset.AppendInteractions;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.error.UnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** What a reader does with what brokers and database say, in an order that tests decide. */
class TopicReaderTest {
  private static final KafkaSource SOURCE =
      KafkaSource.parse("kafka://a:1/views?group=g&dataset=shop");
  private static final TopicPartition PARTITION = new TopicPartition("views", 0);
  private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

  private final MemoryLog log = new MemoryLog();
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
  private final MockProducer<byte[], byte[]> letters =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final List<String> told = new ArrayList<>();

  private final EventStreamObserver observer =
      new EventStreamObserver() {
        @Override
        public void taken(int events) {
          told.add("taken " + events);
        }

        @Override
        public void deadLettered(int records) {
          told.add("dead " + records);
        }

        @Override
        public void lag(int partition, long records) {}

        @Override
        public void released(int partition) {
          told.add("released " + partition);
        }

        @Override
        public void waits(Cause cause, boolean still) {
          told.add((still ? "waits " : "goes on ") + cause);
        }
      };

  /** A partition of so many records, of which some are no events. */
  private void give(int records, Integer... bad) {
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.updateEndOffsets(Map.of(PARTITION, (long) records));
    consumer.schedulePollTask(() -> consumer.rebalance(List.of(PARTITION)));
    consumer.schedulePollTask(() -> send(records, bad));
  }

  private void send(int records, Integer... bad) {
    for (int r = 0; r < records; r++) {
      String text =
          Set.of(bad).contains(r)
              ? "nothing"
              : "{\"user_id\": \"u\", \"item_id\": \"i%d\"}".formatted(r);
      consumer.addRecord(
          new ConsumerRecord<>("views", 0, r, null, text.getBytes(StandardCharsets.UTF_8)));
    }
  }

  private void readUntil(BooleanSupplier done) {
    long start = System.nanoTime();
    new TopicReader(
            SOURCE,
            consumer,
            log,
            new AppendInteractions(log, Clock.systemUTC()),
            new DeadLetters(() -> letters, SOURCE.deadLetters()),
            observer,
            new Waiting(SOURCE, observer))
        .read(() -> done.getAsBoolean() || System.nanoTime() - start > PATIENCE_NANOS);
    assertThat(done.getAsBoolean()).isTrue();
  }

  private boolean isAt(long position) {
    return Long.valueOf(position).equals(log.positions.get(0));
  }

  @Test
  void aPartitionIsReadOnWhereTheDatabaseSaysAndKafkaIsToldAfterwards() {
    log.positions.put(0, 2L);
    give(4);
    readUntil(() -> isAt(4));
    assertThat(log.items).containsExactly("i2", "i3");
    assertThat(told).containsExactly("taken 2");
    assertThat(consumer.committed(Set.of(PARTITION)).get(PARTITION).offset()).isEqualTo(4);
  }

  @Test
  void aBatchWhoseEventsAnotherServerHasTakenIsDropped() {
    give(0);
    consumer.updateEndOffsets(Map.of(PARTITION, 3L));
    consumer.schedulePollTask(
        () -> {
          // Between the look at the position and the append.
          log.positions.put(0, 2L);
          send(3);
        });
    consumer.schedulePollTask(() -> send(3));
    readUntil(() -> isAt(3));
    assertThat(log.items).containsExactly("i2");
  }

  @Test
  void aBatchWaitsForDatasetAndDatabaseAndItsDeadLettersAreSentOnce() {
    for (int i = 0; i < 3; i++) {
      log.failures.add(new UnavailableException("away", Duration.ZERO, null));
    }
    log.failures.add(new NotFoundException("dataset", "shop", "make it"));
    give(3, 1);
    readUntil(() -> isAt(3));
    assertThat(log.items).containsExactly("i0", "i2");
    assertThat(letters.history()).hasSize(1);
    assertThat(told)
        .containsExactly(
            "dead 1",
            "waits STORE",
            "goes on STORE",
            "waits DATASET",
            "taken 2",
            "goes on DATASET");
  }

  @Test
  void aPositionStaysUntilTheDeadLettersAreThere() {
    letters.sendException = new IllegalStateException("no such topic");
    give(2, 0);
    readUntil(() -> told.contains("waits DEAD_LETTERS"));
    assertThat(log.items).isEmpty();
    assertThat(isAt(0)).isTrue();
  }

  @Test
  void aPartitionThatEndsBeforeWhatWasReadOfItIsNotRead() {
    log.positions.put(0, 7L);
    give(3);
    readUntil(() -> told.contains("waits TOPIC"));
    assertThat(log.items).isEmpty();
    assertThat(isAt(7)).isTrue();
  }

  @Test
  void ofWhatWasDeletedBeforeItWasReadTheRestIsTaken() {
    log.positions.put(0, 0L);
    give(4);
    consumer.updateBeginningOffsets(Map.of(PARTITION, 3L));
    readUntil(() -> isAt(4));
    assertThat(log.items).containsExactly("i3");
  }
}
