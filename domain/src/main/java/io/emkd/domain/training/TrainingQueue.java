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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs trainings one at a time, in the order of their acceptance; a training outlives whoever
 * started it. Thread-safe.
 */
public final class TrainingQueue implements AutoCloseable {
  private static final int CAPACITY = 100;
  private static final System.Logger LOG = System.getLogger(TrainingQueue.class.getName());

  private final TrainEnsemble trainEnsemble;
  private final PublicationGate gate;
  private final TrainingJournal journal;
  private final Clock clock;
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "training"));
  private final Map<String, Live> live = new LinkedHashMap<>();

  /** The ends of trainings that the journal did not take. */
  private final Map<String, TrainingRecord> unrecorded = new HashMap<>();

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
    recordWhatIsMissing();
    journal.put(accepted);
    Live training = new Live(accepted, new Cancellation(() -> closing));
    live.put(accepted.id(), training);
    training.publish(new TrainingEvent.Accepted(accepted));
    worker.execute(() -> run(training));
  }

  /** Newest first. */
  public synchronized List<TrainingRecord> list() {
    return journal.list().stream().map(t -> unrecorded.getOrDefault(t.id(), t)).toList();
  }

  public synchronized TrainingRecord get(String id) {
    if (unrecorded.containsKey(id)) {
      return unrecorded.get(id);
    }
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

  /**
   * Ends a training at once; its last checkpoint stays. The step that is being computed cannot be
   * interrupted: its result is dropped, and the next training starts after it.
   *
   * @throws UnmetPreconditionException if it has ended or is being published
   */
  public TrainingRecord cancel(String id) {
    Live training;
    synchronized (this) {
      training = live.get(id);
      if (training == null) {
        throw ended(id, "has ended: it is " + get(id).state());
      }
      if (!training.cancellation.request()) {
        throw ended(id, "has done its last step");
      }
      live.remove(id);
    }
    finish(
        training,
        training.record.in(TrainingState.CANCELLED, clock.instant(), training.cancelledWhen()));
    return get(id);
  }

  private static UnmetPreconditionException ended(String id, String how) {
    return new UnmetPreconditionException(
        "TRAINING_ENDED", "trainings/" + id, "training '" + id + "' " + how);
  }

  private void run(Live training) {
    TrainingRecord record = training.record.in(TrainingState.RUNNING, clock.instant(), "");
    TrainingRecord ended;
    try {
      synchronized (this) {
        if (closing || live.get(record.id()) != training) {
          return;
        }
        journal.put(record);
      }
      ModelManifest published =
          trainEnsemble.run(
              record.id(), record.request(), training::publish, training.cancellation);
      ended =
          record.in(
              TrainingState.SUCCEEDED,
              clock.instant(),
              "published " + published.name() + "@" + published.version() + "; " + gate(published));
    } catch (CancellationException | InterruptedException stopped) {
      ended = record.in(TrainingState.INTERRUPTED, clock.instant(), "the server was stopped");
    } catch (RuntimeException | OutOfMemoryError failed) {
      LOG.log(System.Logger.Level.ERROR, "training " + record.id() + " failed", failed);
      ended = record.in(TrainingState.FAILED, clock.instant(), reason(failed));
    }
    if (training.cancellation.close()) {
      finish(training, ended);
    }
  }

  /** Its own words and those of what caused it. */
  private static String reason(Throwable failed) {
    StringBuilder reason = new StringBuilder(String.valueOf(failed.getMessage()));
    for (Throwable cause = failed.getCause(); cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (reason.indexOf(message) < 0) {
        reason.append(": ").append(message);
      }
    }
    return reason.toString();
  }

  /** The version is published whatever becomes of the comparison. */
  private String gate(ModelManifest published) {
    try {
      return gate.decide(published, () -> closing);
    } catch (RuntimeException incomparable) {
      LOG.log(
          System.Logger.Level.ERROR,
          published.name() + "@" + published.version() + " could not be compared",
          incomparable);
      return "it does not serve, because it could not be compared: " + incomparable.getMessage();
    }
  }

  private void finish(Live training, TrainingRecord ended) {
    synchronized (this) {
      try {
        journal.put(ended);
      } catch (RuntimeException lost) {
        LOG.log(
            System.Logger.Level.ERROR,
            "the end of training " + ended.id() + " could not be recorded",
            lost);
        unrecorded.put(ended.id(), ended);
      }
      live.remove(ended.id(), training);
    }
    training.publish(new TrainingEvent.Ended(ended));
  }

  /** The journal may be there again. */
  private synchronized void recordWhatIsMissing() {
    for (TrainingRecord missing : List.copyOf(unrecorded.values())) {
      journal.put(missing);
      unrecorded.remove(missing.id());
    }
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
    private final Cancellation cancellation;
    private final List<TrainingEvent> past = new ArrayList<>();
    private final List<Consumer<TrainingEvent>> watchers = new ArrayList<>();
    private boolean ended;

    Live(TrainingRecord record, Cancellation cancellation) {
      this.record = record;
      this.cancellation = cancellation;
    }

    synchronized void publish(TrainingEvent event) {
      if (ended) {
        // The step that was running when the training was cancelled.
        return;
      }
      ended = event instanceof TrainingEvent.Ended;
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

    synchronized String cancelledWhen() {
      String when = "cancelled before its first step";
      for (TrainingEvent event : past) {
        if (event instanceof TrainingEvent.Step step) {
          when = "cancelled after step " + step.step();
        }
      }
      return when;
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
