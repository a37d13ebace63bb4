package io.emkd.kafka;

import io.emkd.domain.dataset.AppendInteractions;
import io.emkd.domain.dataset.InteractionLog;
import io.emkd.kafka.EventStreamObserver.Cause;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An {@link EventStream} of a topic, whose consumer is made anew where it has failed. */
final class TopicStream implements EventStream {
  private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
  private static final Duration CLOSING = Duration.ofMillis(500);

  /** For what is being written to be so; then it is left to the next start. */
  private static final Duration ENDING = Duration.ofMillis(800);

  private final KafkaSource source;
  private final KafkaClients clients;
  private final EventStreamObserver observer;
  private final Waiting waiting;
  private final DeadLetters deadLetters;
  private volatile Consumer<byte[], byte[]> consumer;
  private volatile boolean stopped;

  /** Null before the start. */
  private volatile @Nullable Thread thread;

  TopicStream(KafkaSource source, Optional<Path> properties, EventStreamObserver observer) {
    this.source = source;
    this.clients = KafkaClients.reading(source, properties);
    this.observer = observer;
    this.waiting = new Waiting(source, observer);
    this.consumer = clients.consumer();
    try {
      this.deadLetters = new DeadLetters(clients::producer, source.deadLetters());
    } catch (RuntimeException refused) {
      consumer.close(CloseOptions.timeout(Duration.ZERO));
      throw refused;
    }
  }

  @Override
  public void start(InteractionLog log, AppendInteractions append) {
    LOG.info(
        "events of topic {} come to dataset {}, for group {}",
        source.topic(),
        source.dataset(),
        source.group());
    Thread reading = new Thread(() -> run(log, append), "events");
    reading.setDaemon(true);
    thread = reading;
    reading.start();
  }

  private void run(InteractionLog log, AppendInteractions append) {
    Backoff backoff = new Backoff();
    while (!stopped) {
      read(log, append);
      closeConsumer();
      backoff.failed();
      rest(backoff);
      renewConsumer();
    }
    closeConsumer();
  }

  private void read(InteractionLog log, AppendInteractions append) {
    try {
      new TopicReader(source, consumer, log, append, deadLetters, observer, waiting)
          .read(() -> stopped);
    } catch (WakeupException | InterruptException ended) {
      // Only who stops it wakes it.
    } catch (RuntimeException | Error failed) {
      waiting.begins(Cause.BROKER, "the topic cannot be read: " + failed);
      LOG.debug("events wait", failed);
    }
  }

  private void rest(Backoff backoff) {
    try {
      while (!stopped && !backoff.isOver()) {
        Thread.sleep(1 + backoff.atMost(CLOSING).toMillis());
      }
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }

  /** One that failed may do so for ever; a new one reads on where the database says. */
  private void renewConsumer() {
    try {
      if (!stopped) {
        consumer = clients.consumer();
      }
    } catch (RuntimeException refused) {
      // The closed one fails at once, and the next is made a little later.
      LOG.debug("events wait", refused);
    }
  }

  private void closeConsumer() {
    // An interrupted thread cannot say good-bye to its group.
    boolean interrupted = Thread.interrupted();
    try {
      consumer.close(CloseOptions.timeout(CLOSING));
    } catch (RuntimeException gone) {
      LOG.debug("a consumer could not be closed", gone);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void stop() {
    stopped = true;
    consumer.wakeup();
  }

  @Override
  public void close() {
    stop();
    Thread reading = thread;
    if (reading == null) {
      closeConsumer();
    } else {
      join(reading, ENDING);
      if (reading.isAlive()) {
        reading.interrupt();
        join(reading, CLOSING.plus(CLOSING));
      }
    }
    deadLetters.close();
  }

  private static void join(Thread reading, Duration longest) {
    try {
      reading.join(longest.toMillis());
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }
}
