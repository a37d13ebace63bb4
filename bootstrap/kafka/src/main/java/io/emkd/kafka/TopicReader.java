package io.emkd.kafka;

import io.emkd.domain.dataset.AppendInteractions;
import io.emkd.domain.dataset.InteractionLog;
import io.emkd.domain.dataset.InteractionLog.Appended;
import io.emkd.domain.dataset.MovedPositionException;
import io.emkd.domain.dataset.SourcePosition;
import io.emkd.domain.error.NotFoundException;
import io.emkd.kafka.Batch.DeadLetter;
import io.emkd.kafka.EventStreamObserver.Cause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the partitions that a consumer is given. Where to read on is what the database says, never
 * what Kafka has committed; a batch is written only if the database still says where it begins, so
 * one that another server has read meanwhile is dropped. What cannot be written now is kept, at
 * most one poll's records, and tried again while the consumer keeps its partitions. Not
 * thread-safe.
 */
final class TopicReader implements ConsumerRebalanceListener {
  private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration ANSWER = Duration.ofSeconds(5);

  /** What a batch that was taken no longer waits for. */
  private static final Set<Cause> OF_BATCHES =
      EnumSet.of(Cause.DATASET, Cause.STORE, Cause.DEAD_LETTERS);

  private final KafkaSource source;
  private final Consumer<byte[], byte[]> consumer;
  private final InteractionLog log;
  private final AppendInteractions append;
  private final DeadLetters deadLetters;
  private final EventReader events;
  private final EventStreamObserver observer;
  private final Waiting waiting;

  /** How far the database has each partition that is read. */
  private final Map<TopicPartition, Long> positions = new HashMap<>();

  /** Partitions that are given and paused, until it is known where to begin. */
  private final Set<TopicPartition> unplaced = new HashSet<>();

  /** Those that end before what was read of them; tried again at each look. */
  private final Set<TopicPartition> tooShort = new HashSet<>();

  private final Map<TopicPartition, Batch> pending = new HashMap<>();
  private final Backoff backoff = new Backoff();
  private final TopicWatch watch;

  /** A batch that is being written. */
  private record Append(TopicPartition partition, Batch batch, CompletableFuture<Appended> done) {}

  TopicReader(
      KafkaSource source,
      Consumer<byte[], byte[]> consumer,
      InteractionLog log,
      AppendInteractions append,
      DeadLetters deadLetters,
      EventStreamObserver observer,
      Waiting waiting) {
    this.source = source;
    this.consumer = consumer;
    this.log = log;
    this.append = append;
    this.deadLetters = deadLetters;
    this.events = new EventReader(source.format(), append);
    this.observer = observer;
    this.waiting = waiting;
    this.watch = new TopicWatch(source, consumer, observer, waiting);
  }

  /**
   * Reads until it is stopped.
   *
   * @throws KafkaException if the consumer is of no use any more, or was woken to stop
   */
  void read(BooleanSupplier stopped) {
    consumer.subscribe(List.of(source.topic()), this);
    while (!stopped.getAsBoolean()) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(backoff.atMost(POLL));
      take(records);
      if (backoff.isOver()) {
        work();
      }
      if (watch.look(positions, !tooShort.isEmpty())) {
        unplaced.addAll(tooShort);
        tooShort.clear();
      }
    }
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> given) {
    for (TopicPartition partition : given) {
      // Else the consumer would ask Kafka, which does not know; nothing is read while it is paused.
      consumer.seek(partition, 0);
    }
    consumer.pause(given);
    unplaced.addAll(given);
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> taken) {
    unplaced.removeAll(taken);
    tooShort.removeAll(taken);
    positions.keySet().removeAll(taken);
    pending.keySet().removeAll(taken);
    taken.forEach(partition -> observer.released(partition.partition()));
  }

  /** Control records have no events and move the position all the same. */
  private void take(ConsumerRecords<byte[], byte[]> records) {
    records
        .nextOffsets()
        .forEach(
            (partition, next) -> {
              Long from = positions.get(partition);
              if (from != null && next.offset() > from) {
                pending.put(
                    partition,
                    Batch.of(
                        new SourcePosition(
                            source.name(), partition.partition(), from, next.offset()),
                        records.records(partition),
                        events));
              }
            });
  }

  private void work() {
    try {
      deliver();
      place();
      if (backoff.succeeded()) {
        consumer.resume(positions.keySet());
      }
    } catch (WaitException delayed) {
      Set<Cause> others = EnumSet.copyOf(OF_BATCHES);
      others.remove(delayed.reason());
      waiting.ends(others);
      waiting.begins(delayed.reason(), String.valueOf(delayed.getMessage()));
      consumer.pause(consumer.assignment());
      backoff.failed();
    } catch (InterruptedException stopped) {
      throw new InterruptException(stopped);
    }
  }

  private void deliver() throws WaitException, InterruptedException {
    if (pending.isEmpty()) {
      return;
    }
    sendLetters();
    List<Append> appends = new ArrayList<>();
    pending.forEach((of, batch) -> appends.add(new Append(of, batch, appended(batch))));
    Map<TopicPartition, OffsetAndMetadata> taken = new HashMap<>();
    Throwable failure = null;
    for (Append appended : appends) {
      try {
        appended.done.get();
        long next = appended.batch.position().to();
        positions.put(appended.partition, next);
        pending.remove(appended.partition);
        taken.put(appended.partition, new OffsetAndMetadata(next));
        observer.taken(appended.batch.events().size());
      } catch (ExecutionException failed) {
        if (failed.getCause() instanceof MovedPositionException moved) {
          LOG.info("{}; it is read on from there", moved.getMessage());
          displace(appended.partition);
        } else {
          failure = failed.getCause();
        }
      }
    }
    // For tools that tell lag: nothing here reads it.
    consumer.commitAsync(taken, (offsets, untold) -> {});
    if (failure != null) {
      throw new WaitException(
          failure instanceof NotFoundException ? Cause.DATASET : Cause.STORE,
          String.valueOf(failure.getMessage()),
          failure);
    }
    waiting.ends(OF_BATCHES);
  }

  private CompletableFuture<Appended> appended(Batch batch) {
    try {
      return append.append(source.dataset(), batch.events(), batch.position());
    } catch (RuntimeException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  /** Before the position moves on; what was sent is not sent again while the database is away. */
  private void sendLetters() throws WaitException, InterruptedException {
    List<DeadLetter> letters = new ArrayList<>();
    pending.values().forEach(batch -> letters.addAll(batch.letters()));
    if (letters.isEmpty()) {
      return;
    }
    try {
      deadLetters.send(letters);
    } catch (ExecutionException | RuntimeException failed) {
      if (failed instanceof InterruptException) {
        throw new InterruptedException();
      }
      Throwable told = failed instanceof ExecutionException ? failed.getCause() : failed;
      throw new WaitException(
          Cause.DEAD_LETTERS,
          "the topic " + source.deadLetters() + " does not take what is no event: " + told,
          failed);
    }
    pending.values().forEach(batch -> batch.letters().clear());
    observer.deadLettered(letters.size());
  }

  private void displace(TopicPartition partition) {
    pending.remove(partition);
    positions.remove(partition);
    consumer.pause(Set.of(partition));
    unplaced.add(partition);
  }

  /** Begins with partitions where the database says. */
  private void place() throws WaitException {
    if (unplaced.isEmpty()) {
      return;
    }
    Map<TopicPartition, Long> firsts;
    Map<TopicPartition, Long> ends;
    try {
      firsts = consumer.beginningOffsets(unplaced, ANSWER);
      ends = consumer.endOffsets(unplaced, ANSWER);
    } catch (TimeoutException away) {
      throw new WaitException(Cause.BROKER, "the brokers do not answer", away);
    }
    for (TopicPartition partition : List.copyOf(unplaced)) {
      place(partition, firsts.getOrDefault(partition, 0L), ends.getOrDefault(partition, 0L));
    }
  }

  private void place(TopicPartition partition, long first, long end) throws WaitException {
    long position;
    try {
      position = log.position(source.name(), partition.partition(), first);
    } catch (RuntimeException away) {
      throw new WaitException(Cause.STORE, String.valueOf(away.getMessage()), away);
    }
    unplaced.remove(partition);
    if (position > end) {
      tooShort.add(partition);
      waiting.begins(
          Cause.TOPIC,
          "partition "
              + partition.partition()
              + " ends at "
              + end
              + ", and was read up to "
              + position
              + ": its brokers have lost events, or it was made anew and needs another group");
      return;
    }
    if (position < first) {
      LOG.error(
          "{} offsets of topic {}, partition {}, were deleted before they were read",
          first - position,
          source.topic(),
          partition.partition());
    }
    consumer.seek(partition, Math.max(position, first));
    consumer.resume(Set.of(partition));
    positions.put(partition, position);
  }
}
