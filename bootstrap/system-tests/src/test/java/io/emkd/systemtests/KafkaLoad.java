package io.emkd.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Many events of many users, each user's in order: i0, i1 and so on. Their producer loses and
 * doubles none, so what is appended in the end can be told exactly. It is sent slowly as long as
 * somebody may be killed.
 */
final class KafkaLoad {
  static final int USERS = 40;
  static final int EVENTS_EACH = 600;
  static final int EVENTS = USERS * EVENTS_EACH;

  /** The time of all of them: their order is that in which they came. */
  private static final String TIME = "2024-05-01T12:00:00Z";

  private final AtomicInteger sent = new AtomicInteger();
  private final CountDownLatch survived = new CountDownLatch(1);
  private final CompletableFuture<Void> end;

  /** Begins to send. */
  KafkaLoad(KafkaBroker broker, String topic) {
    end =
        CompletableFuture.runAsync(
            () -> {
              try (Producer<String, byte[]> producer = broker.producer()) {
                send(producer, topic);
              }
            });
  }

  private void send(Producer<String, byte[]> producer, String topic) {
    for (int e = 0; e < EVENTS_EACH; e++) {
      for (int u = 0; u < USERS; u++) {
        String event =
            "{\"userId\": \"u%d\", \"itemId\": \"i%d\", \"time\": \"%s\"}".formatted(u, e, TIME);
        KafkaBroker.send(producer, new ProducerRecord<>(topic, "u" + u, event.getBytes(UTF_8)));
        sent.incrementAndGet();
      }
      try {
        // For there to be something under way whenever somebody is killed.
        var unused = survived.await(150, TimeUnit.MILLISECONDS);
      } catch (InterruptedException stopped) {
        throw new IllegalStateException(stopped);
      }
    }
  }

  /** Returns when so much of it was sent. */
  void awaitSent(double share) throws InterruptedException {
    while (sent.get() < share * EVENTS) {
      assertThat(end).isNotCompletedExceptionally();
      Thread.sleep(20);
    }
  }

  boolean isSending() {
    return !end.isDone();
  }

  /**
   * Nobody is killed any more: sends the rest at once, and returns when the broker has all of it.
   */
  void awaitEnd() {
    survived.countDown();
    end.join();
  }

  /** A user's items, oldest first, as they have to be. */
  static List<String> items() {
    return IntStream.range(0, EVENTS_EACH).mapToObj(e -> "i" + e).toList();
  }
}
