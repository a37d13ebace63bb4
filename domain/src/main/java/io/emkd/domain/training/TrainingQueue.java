package io.emkd.domain.training;

import io.emkd.domain.error.CapacityException;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.domain.model.ModelManifest;
import io.emkd.domain.model.ModelReference;
import io.emkd.domain.port.TrainingJournal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Runs trainings one at a time, in the order of their acceptance; a training outlives whoever
 * started it. Thread-safe.
 */
public final class TrainingQueue implements AutoCloseable {
  private static final int CAPACITY = 100;

  private final TrainEnsemble trainEnsemble;
  private final PublicationGate gate;
  private final TrainingJournal journal;
  private final Clock clock;
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "training"));
  private final Map<String, Live> live = new LinkedHashMap<>();
  private volatile boolean closing;

  /**
   * What a stopped server left queued is queued again, in the same order; what it left running
   * becomes interrupted.
   */
  public TrainingQueue(
      TrainEnsemble trainEnsemble, PublicationGate gate, TrainingJournal journal, Clock clock) {
    this.trainEnsemble = trainEnsemble;
    this.gate = gate;
    this.journal = journal;
    this.clock = clock;
    List<TrainingRecord> oldestFirst = new ArrayList<>(journal.list());
    Collections.reverse(oldestFirst);
    for (TrainingRecord left : oldestFirst) {
      if (left.state() == TrainingState.RUNNING) {
        journal.put(
            left.in(
                TrainingState.INTERRUPTED,
                clock.instant(),
                "the server stopped while it was running"));
      } else if (left.state() == TrainingState.QUEUED) {
        enqueue(left);
      }
    }
  }

  /**
   * @throws NotFoundException if there is no such dataset
   * @throws UnmetPreconditionException if the dataset cannot be trained on
   * @throws CapacityException if the queue is full
   */
  public TrainingRecord submit(TrainingRequest request) {
    ModelReference checked = new ModelReference(request.model(), 0);
    trainEnsemble.dataset(request);
    TrainingRecord accepted =
        new TrainingRecord(
            checked.name() + "-" + UUID.randomUUID(),
            request,
            TrainingState.QUEUED,
            clock.instant(),
            clock.instant(),
            "");
    enqueue(accepted);
    return accepted;
  }

  /**
   * Goes on with an ended training from its newest checkpoint.
   *
   * @throws UnmetPreconditionException if it succeeded or has not ended
   */
  public TrainingRecord resume(String id) {
    TrainingRecord ended = get(id);
    if (!ended.state().isFinal() || ended.state() == TrainingState.SUCCEEDED) {
      throw new UnmetPreconditionException(
          "TRAINING_NOT_RESUMABLE",
          "trainings/" + id,
          "training '"
              + id
              + "' is "
              + ended.state()
              + "; only failed, cancelled and interrupted trainings can be resumed");
    }
    TrainingRecord queued = ended.in(TrainingState.QUEUED, clock.instant(), "");
    enqueue(queued);
    return queued;
  }

  private synchronized void enqueue(TrainingRecord accepted) {
    if (live.size() >= CAPACITY) {
      throw new CapacityException(
          CAPACITY + " trainings are queued already", Duration.ofMinutes(1));
    }
    journal.put(accepted);
    Live training = new Live(accepted);
    live.put(accepted.id(), training);
    training.publish(new TrainingEvent.Accepted(accepted));
    worker.execute(() -> run(training));
  }

  public List<TrainingRecord> list() {
    return journal.list();
  }

  public TrainingRecord get(String id) {
    return journal
        .find(id)
        .orElseThrow(
            () -> new NotFoundException("training", id, "ListTrainings names those there are"));
  }

  /**
   * Tells {@code watcher} what has happened so far, of steps only the newest, then what happens. A
   * training that has ended tells only that.
   *
   * @return what ends the watching
   */
  public Runnable watch(String id, Consumer<TrainingEvent> watcher) {
    Live training;
    synchronized (this) {
      training = live.get(id);
    }
    if (training == null) {
      watcher.accept(new TrainingEvent.Ended(get(id)));
      return () -> {};
    }
    return training.watch(watcher);
  }

  /** Ends a queued training at once, a running one after its step; its last checkpoint stays. */
  public TrainingRecord cancel(String id) {
    Live training;
    boolean queued;
    synchronized (this) {
      training = live.get(id);
      queued = training != null && !training.started;
      if (queued) {
        live.remove(id);
      }
    }
    if (queued) {
      finish(
          training,
          training.record.in(
              TrainingState.CANCELLED, clock.instant(), "cancelled before it started"));
      return get(id);
    }
    if (training == null) {
      TrainingRecord ended = get(id);
      throw new UnmetPreconditionException(
          "TRAINING_ENDED",
          "trainings/" + id,
          "training '" + id + "' has ended: it is " + ended.state());
    }
    training.cancelled.set(true);
    return get(id);
  }

  private void run(Live training) {
    synchronized (this) {
      if (closing || live.get(training.record.id()) != training) {
        return;
      }
      training.started = true;
    }
    TrainingRecord record = training.record.in(TrainingState.RUNNING, clock.instant(), "");
    TrainingRecord ended;
    try {
      journal.put(record);
      ModelManifest published =
          trainEnsemble.run(
              record.id(),
              record.request(),
              training::publish,
              () -> training.cancelled.get() || closing);
      ended =
          record.in(
              TrainingState.SUCCEEDED,
              clock.instant(),
              "published " + published.name() + "@" + published.version() + "; " + gate(published));
    } catch (CancellationException | InterruptedException stopped) {
      ended =
          closing
              ? record.in(TrainingState.INTERRUPTED, clock.instant(), "the server was stopped")
              : record.in(
                  TrainingState.CANCELLED, clock.instant(), String.valueOf(stopped.getMessage()));
    } catch (RuntimeException | OutOfMemoryError failed) {
      System.getLogger(TrainingQueue.class.getName())
          .log(System.Logger.Level.ERROR, "training " + record.id() + " failed", failed);
      ended = record.in(TrainingState.FAILED, clock.instant(), String.valueOf(failed.getMessage()));
    }
    finish(training, ended);
  }

  /** The version is published whatever becomes of the comparison. */
  private String gate(ModelManifest published) {
    try {
      return gate.decide(published, () -> closing);
    } catch (RuntimeException incomparable) {
      System.getLogger(TrainingQueue.class.getName())
          .log(
              System.Logger.Level.ERROR,
              published.name() + "@" + published.version() + " could not be compared",
              incomparable);
      return "it does not serve, because it could not be compared: " + incomparable.getMessage();
    }
  }

  private void finish(Live training, TrainingRecord ended) {
    try {
      journal.put(ended);
    } catch (RuntimeException lost) {
      System.getLogger(TrainingQueue.class.getName())
          .log(
              System.Logger.Level.ERROR,
              "the end of training " + ended.id() + " could not be recorded",
              lost);
    }
    synchronized (this) {
      live.remove(ended.id());
    }
    training.publish(new TrainingEvent.Ended(ended));
  }

  @Override
  public void close() {
    closing = true;
    worker.shutdown();
    try {
      if (!worker.awaitTermination(30, TimeUnit.SECONDS)) {
        worker.shutdownNow();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** A training that has not ended, and who watches it. */
  private static final class Live {
    private final TrainingRecord record;

    /** Guarded by the queue. */
    private boolean started;

    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final List<TrainingEvent> past = new ArrayList<>();
    private final List<Consumer<TrainingEvent>> watchers = new ArrayList<>();

    Live(TrainingRecord record) {
      this.record = record;
    }

    synchronized void publish(TrainingEvent event) {
      if (event instanceof TrainingEvent.Step || event instanceof TrainingEvent.CheckpointSaved) {
        past.removeIf(e -> e.getClass() == event.getClass());
      }
      past.add(event);
      for (Consumer<TrainingEvent> watcher : List.copyOf(watchers)) {
        try {
          watcher.accept(event);
        } catch (RuntimeException gone) {
          watchers.remove(watcher);
        }
      }
    }

    synchronized Runnable watch(Consumer<TrainingEvent> watcher) {
      past.forEach(watcher);
      watchers.add(watcher);
      return () -> forget(watcher);
    }

    private synchronized void forget(Consumer<TrainingEvent> watcher) {
      watchers.remove(watcher);
    }
  }
}
