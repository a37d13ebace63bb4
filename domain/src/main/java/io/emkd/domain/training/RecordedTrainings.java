package io.emkd.domain.training;

import io.emkd.domain.error.NotFoundException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The journal, and what this process knows better: states that the journal has not taken yet, as
 * while an import holds the database. Readers never wait for a writer. Thread-safe.
 */
final class RecordedTrainings implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(RecordedTrainings.class.getName());
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration CLOSING = Duration.ofSeconds(1);

  private final TrainingJournal journal;
  private final Consumer<TrainingRecord> written;
  private final Thread writer;

  /** Held by whoever writes to the journal, so that states arrive there in their order. */
  private final ReentrantLock writing = new ReentrantLock(true);

  /** What to say of a training in place of the journal. */
  private final Map<String, TrainingRecord> known = new HashMap<>();

  /** Those of them that the journal is to take. */
  private final Set<String> unwritten = new LinkedHashSet<>();

  private boolean closed;

  /**
   * @param written told of each {@link #later} that the journal has taken
   */
  RecordedTrainings(TrainingJournal journal, Consumer<TrainingRecord> written) {
    this.journal = journal;
    this.written = written;
    writer = DaemonThread.start("training-journal", this::write);
  }

  /**
   * Records at once, or throws.
   *
   * @param requestId that it was asked for with; empty for none
   * @return the one that is there: where another was recorded for the request id, that
   */
  TrainingRecord put(TrainingRecord record, String requestId) {
    writing.lock();
    try {
      TrainingRecord there = journal.enter(record, requestId);
      synchronized (this) {
        known.remove(record.id());
        unwritten.remove(record.id());
        notifyAll();
      }
      return there;
    } finally {
      writing.unlock();
    }
  }

  /** Holds from now on; the journal takes it as soon as it can. */
  synchronized void later(TrainingRecord record) {
    known.put(record.id(), record);
    unwritten.add(record.id());
    notifyAll();
  }

  /** Holds until another state is recorded; the journal keeps what it has. */
  synchronized void show(TrainingRecord record) {
    known.put(record.id(), record);
  }

  List<TrainingRecord> list() {
    Map<String, TrainingRecord> before;
    synchronized (this) {
      before = Map.copyOf(known);
    }
    return journal.list().stream().map(t -> before.getOrDefault(t.id(), t)).toList();
  }

  TrainingRecord get(String id) {
    synchronized (this) {
      if (known.containsKey(id)) {
        return known.get(id);
      }
    }
    return journal
        .find(id)
        .orElseThrow(
            () -> new NotFoundException("training", id, "ListTrainings names those there are"));
  }

  /** Waits until the journal has the training's state, at most so long. */
  synchronized void awaitWritten(String id, Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    for (long left = atMost.toMillis(); left > 0 && unwritten.contains(id); ) {
      if (!await(left)) {
        return;
      }
      left = (end - System.nanoTime()) / 1_000_000;
    }
  }

  /** False if interrupted, which stays. */
  @SuppressWarnings("WaitNotInLoop") // Its callers look again at what they wait for.
  private synchronized boolean await(long millis) {
    try {
      wait(millis);
      return true;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void write() {
    Duration pause = FIRST_PAUSE;
    while (true) {
      String id;
      synchronized (this) {
        while (unwritten.isEmpty() && !closed) {
          if (!await(0)) {
            return;
          }
        }
        if (unwritten.isEmpty()) {
          return;
        }
        id = unwritten.iterator().next();
      }
      if (write(id)) {
        pause = FIRST_PAUSE;
        continue;
      }
      synchronized (this) {
        // Others may go through.
        if (unwritten.remove(id)) {
          unwritten.add(id);
        }
        if (closed || !await(pause.toMillis())) {
          return;
        }
      }
      Duration twice = pause.multipliedBy(2);
      pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }
  }

  @SuppressWarnings("ReferenceEquality") // A later record that is equal is written by its own turn.
  private boolean write(String id) {
    TrainingRecord record;
    writing.lock();
    try {
      synchronized (this) {
        record = unwritten.contains(id) ? known.get(id) : null;
      }
      if (record == null) {
        return true;
      }
      journal.put(record);
      synchronized (this) {
        if (known.get(id) == record) {
          known.remove(id);
          unwritten.remove(id);
        }
        notifyAll();
      }
    } catch (RuntimeException away) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the state of training " + id + " is not recorded yet: " + TrainingRun.reason(away));
      return false;
    } finally {
      writing.unlock();
    }
    try {
      written.accept(record);
    } catch (RuntimeException failed) {
      LOG.log(System.Logger.Level.WARNING, "after recording training " + id, failed);
    }
    return true;
  }

  /** Records what it can within a second. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      writer.join(CLOSING.toMillis());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
