package io.emkd.kafka;

import io.emkd.kafka.EventStreamObserver.Cause;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Looks now and then how much of a topic is to be read, and whether it can be. Not thread-safe. */
final class TopicWatch {
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final long EVERY_NANOS = Duration.ofSeconds(3).toNanos();

  private final KafkaSource source;
  private final Consumer<byte[], byte[]> consumer;
  private final EventStreamObserver observer;
  private final Waiting waiting;
  private long looked = System.nanoTime() - EVERY_NANOS;

  TopicWatch(
      KafkaSource source,
      Consumer<byte[], byte[]> consumer,
      EventStreamObserver observer,
      Waiting waiting) {
    this.source = source;
    this.consumer = consumer;
    this.observer = observer;
    this.waiting = waiting;
  }

  /**
   * Looks if it is time to.
   *
   * @param positions how far each partition was read
   * @param tooShort whether a partition ends before what was read of it
   * @return whether it looked
   */
  boolean look(Map<TopicPartition, Long> positions, boolean tooShort) {
    if (System.nanoTime() - looked < EVERY_NANOS) {
      return false;
    }
    try {
      if (consumer.assignment().isEmpty()) {
        lookForTopic();
      } else {
        consumer
            .endOffsets(consumer.assignment(), ANSWER)
            .forEach((partition, end) -> tellLag(partition, end, positions));
      }
      waiting.ends(EnumSet.of(Cause.BROKER));
    } catch (TimeoutException away) {
      waiting.begins(Cause.BROKER, "the brokers do not answer");
    }
    if (!tooShort && !positions.isEmpty()) {
      waiting.ends(EnumSet.of(Cause.TOPIC));
    }
    looked = System.nanoTime();
    return true;
  }

  private void lookForTopic() {
    var partitions = consumer.partitionsFor(source.topic(), ANSWER);
    if (partitions == null || partitions.isEmpty()) {
      waiting.begins(Cause.TOPIC, "there is no such topic");
    } else {
      waiting.ends(EnumSet.of(Cause.TOPIC));
    }
  }

  private void tellLag(TopicPartition partition, long end, Map<TopicPartition, Long> positions) {
    Long position = positions.get(partition);
    if (position != null) {
      observer.lag(partition.partition(), Math.max(0, end - position));
    }
  }
}
