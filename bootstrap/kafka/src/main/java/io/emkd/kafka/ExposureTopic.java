package io.emkd.kafka;

import io.emkd.domain.recommendation.Exposure;
import io.emkd.domain.recommendation.ExposureLog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes exposures to a topic, on a thread of its own: whoever answers waits for nothing. Each is
 * written once by an idempotent producer, its key the user, so that a user's keep their order. They
 * wait for brokers that are away, and for a topic that is not there, as long as there is room: in
 * the producer's memory, then {@link #MOST} of them here. What finds none is dropped and counted.
 */
public final class ExposureTopic implements ExposureLog, AutoCloseable {
  /** Exposures that wait for the producer at most. */
  static final int MOST = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(ExposureTopic.class);
  private static final Duration CLOSING = Duration.ofSeconds(1);

  private static final long IDLE_MILLIS = 100;

  private final ExposureTarget target;
  private final Producer<byte[], byte[]> producer;
  private final ExposureObserver observer;
  private final BlockingQueue<Exposure> waiting = new ArrayBlockingQueue<>(MOST);

  /** Whether the log says that they wait, and that some are dropped. */
  private final AtomicBoolean away = new AtomicBoolean();

  private final AtomicBoolean losing = new AtomicBoolean();
  private final AtomicInteger lostAtTheEnd = new AtomicInteger();
  private final Thread thread;
  private volatile boolean closed;

  ExposureTopic(
      ExposureTarget target, Producer<byte[], byte[]> producer, ExposureObserver observer) {
    this.target = target;
    this.producer = producer;
    this.observer = observer;
    this.thread = new Thread(this::send, "exposures");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Makes one, which connects by itself.
   *
   * @param properties a file that says how to reach the brokers
   * @throws io.emkd.domain.error.InvalidInputException naming the setting that is wrong
   */
  public static ExposureTopic of(
      ExposureTarget target, Optional<Path> properties, ExposureObserver observer) {
    ExposureTopic topic =
        new ExposureTopic(target, KafkaClients.exposing(target, properties).producer(), observer);
    LOG.info("exposures go to topic {}", target.topic());
    return topic;
  }

  @Override
  public void answered(Exposure exposure) {
    if (closed || !waiting.offer(exposure)) {
      lost(MOST + " wait already");
    }
  }

  /** Whether none waits for the producer. */
  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** The producer's own memory bounds what is under way: where it is full, this waits. */
  private void send() {
    while (!(closed && waiting.isEmpty())) {
      try {
        Exposure next = waiting.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        if (next != null) {
          send(next);
        }
      } catch (InterruptedException ended) {
        return;
      }
    }
  }

  /** A topic that is not there yet, or brokers that are away, are waited for. */
  private void send(Exposure exposure) {
    Exception refused = attempt(exposure);
    while (refused instanceof TimeoutException && !closed) {
      if (away.compareAndSet(false, true)) {
        LOG.warn("exposures wait for topic {}: {}", target.topic(), refused.getMessage());
      }
      refused = attempt(exposure);
    }
    if (refused != null) {
      lost(String.valueOf(refused.getMessage()));
    }
  }

  /** Returns why the producer has not taken it; null where it has, which then tells the rest. */
  private @Nullable Exception attempt(Exposure exposure) {
    AtomicReference<Exception> refused = new AtomicReference<>();
    try {
      var unused =
          producer.send(
              record(exposure),
              (written, failed) -> {
                if (failed == null) {
                  written();
                } else if (Thread.currentThread() == thread) {
                  // It has not been taken: the producer says so before it returns.
                  refused.set(failed);
                } else {
                  lost(String.valueOf(failed.getMessage()));
                }
              });
    } catch (RuntimeException thrown) {
      return thrown;
    }
    return refused.get();
  }

  private ProducerRecord<byte[], byte[]> record(Exposure exposure) {
    return new ProducerRecord<>(
        target.topic(),
        null,
        exposure.time().toEpochMilli(),
        exposure.userId().map(id -> id.getBytes(StandardCharsets.UTF_8)).orElse(null),
        target.format() == EventFormat.PROTOBUF
            ? ExposureMessages.message(exposure).toByteArray()
            : ExposureMessages.json(exposure).getBytes(StandardCharsets.UTF_8));
  }

  private void written() {
    observer.written();
    losing.set(false);
    if (away.compareAndSet(true, false)) {
      LOG.info("exposures are written to topic {} again", target.topic());
    }
  }

  /** Told once, not for each; at the end how many. */
  private void lost(String why) {
    observer.dropped();
    if (closed) {
      lostAtTheEnd.incrementAndGet();
    } else if (losing.compareAndSet(false, true)) {
      LOG.warn("exposures for topic {} are dropped: {}", target.topic(), why);
    }
  }

  /** Gives what waits a moment to be written; what is not by then is dropped. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join(CLOSING.toMillis());
      thread.interrupt();
      thread.join(CLOSING.toMillis());
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
    producer.close(CLOSING);
    while (waiting.poll() != null) {
      lost("this server stops");
    }
    if (lostAtTheEnd.get() > 0) {
      LOG.warn(
          "{} exposures that waited for topic {} are dropped, since this server stops",
          lostAtTheEnd,
          target.topic());
    }
  }
}
