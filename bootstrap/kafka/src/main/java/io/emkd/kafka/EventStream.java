package io.emkd.kafka;

import io.emkd.domain.dataset.AppendInteractions;
import io.emkd.domain.dataset.InteractionLog;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Appends the events of a topic to a dataset, on a thread of its own, from its start to its end:
 * whatever fails is tried again. Nothing of Kafka is loaded before one is made. Thread-safe.
 */
public interface EventStream extends AutoCloseable {
  /**
   * Makes what reads and writes, which has not connected yet.
   *
   * @param properties a file that says how to reach the brokers
   * @throws io.emkd.domain.error.InvalidInputException naming the setting that is wrong
   */
  static EventStream of(
      KafkaSource source, Optional<Path> properties, EventStreamObserver observer) {
    return new TopicStream(source, properties, observer);
  }

  /** Begins to read. */
  void start(InteractionLog log, AppendInteractions append);

  /** No more is read; returns at once. */
  void stop();

  /** Stops, and waits a moment for what is being written. */
  @Override
  void close();
}
