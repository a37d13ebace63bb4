package io.emkd.domain.training;

import io.emkd.domain.error.CapacityException;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.error.UnmetPreconditionException;
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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The trainings of a store that belongs to one process. Thread-safe. */
public final class TrainingQueue implements Trainings {
  private static final int CAPACITY = 100;
  private static final System.Logger LOG = System.getLogger(TrainingQueue.class.getName());

  private final TrainEnsemble trainEnsemble;
  private final TrainingRun runner;
  private final TrainingJournal journal;
  private final Clock clock;
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "training"));
  private final Map<String, LiveTraining> live = new LinkedHashMap<>();

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
    this.runner = new TrainingRun(trainEnsemble, gate, clock);
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

  @Override
  public TrainingRecord submit(TrainingRequest request) {
    TrainingRecord accepted = accept(request, trainEnsemble, clock);
    enqueue(accepted);
    return accepted;
  }

  @Override
  public TrainingRecord resume(String id) {
    TrainingRecord ended = get(id);
    checkResumable(ended);
    TrainingRecord queued = ended.in(TrainingState.QUEUED, clock.instant(), "");
    enqueue(queued);
    return queued;
  }

  /** Checks a request and gives it an id. */
  static TrainingRecord accept(TrainingRequest request, TrainEnsemble trainEnsemble, Clock clock) {
    ModelReference checked = new ModelReference(request.model(), 0);
    trainEnsemble.dataset(request);
    return new TrainingRecord(
        checked.name() + "-" + UUID.randomUUID(),
        request,
        TrainingState.QUEUED,
        clock.instant(),
        clock.instant(),
        "");
  }

  static void checkResumable(TrainingRecord ended) {
    if (!ended.state().isFinal() || ended.state() == TrainingState.SUCCEEDED) {
      throw new UnmetPreconditionException(
          "TRAINING_NOT_RESUMABLE",
          "trainings/" + ended.id(),
          "training '"
              + ended.id()
              + "' is "
              + ended.state()
              + "; only failed, cancelled and interrupted trainings can be resumed");
    }
  }

  private synchronized void enqueue(TrainingRecord accepted) {
    if (live.size() >= CAPACITY) {
      throw new CapacityException(
          CAPACITY + " trainings are queued already", Duration.ofMinutes(1));
    }
    recordWhatIsMissing();
    journal.put(accepted);
    LiveTraining training = new LiveTraining(accepted, new Cancellation(() -> closing));
    live.put(accepted.id(), training);
    training.publish(new TrainingEvent.Accepted(accepted));
    worker.execute(() -> run(training));
  }

  @Override
  public synchronized List<TrainingRecord> list() {
    return journal.list().stream().map(t -> unrecorded.getOrDefault(t.id(), t)).toList();
  }

  @Override
  public synchronized TrainingRecord get(String id) {
    if (unrecorded.containsKey(id)) {
      return unrecorded.get(id);
    }
    return journal
        .find(id)
        .orElseThrow(
            () -> new NotFoundException("training", id, "ListTrainings names those there are"));
  }

  @Override
  public Runnable watch(String id, Consumer<TrainingEvent> watcher) {
    LiveTraining training;
    synchronized (this) {
      training = live.get(id);
    }
    if (training == null) {
      watcher.accept(new TrainingEvent.Ended(get(id)));
      return () -> {};
    }
    return training.watch(watcher);
  }

  @Override
  public TrainingRecord cancel(String id) {
    LiveTraining training;
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

  static UnmetPreconditionException ended(String id, String how) {
    return new UnmetPreconditionException(
        "TRAINING_ENDED", "trainings/" + id, "training '" + id + "' " + how);
  }

  private void run(LiveTraining training) {
    TrainingRecord record = training.record.in(TrainingState.RUNNING, clock.instant(), "");
    TrainingRecord ended;
    try {
      synchronized (this) {
        if (closing || live.get(record.id()) != training) {
          return;
        }
        journal.put(record);
      }
      ended = runner.run(record, training, () -> closing);
    } catch (RuntimeException lost) {
      LOG.log(System.Logger.Level.ERROR, "training " + record.id() + " cannot be recorded", lost);
      ended = record.in(TrainingState.FAILED, clock.instant(), TrainingRun.reason(lost));
    }
    if (training.cancellation.close()) {
      finish(training, ended);
    }
  }

  private void finish(LiveTraining training, TrainingRecord ended) {
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
}
