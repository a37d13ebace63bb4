package io.emkd.domain.training;

import io.emkd.domain.error.CapacityException;
import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.domain.release.PublicationGate;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The trainings of a store that belongs to one process. No call but those that queue a training
 * waits for a journal that is slow to write. Thread-safe.
 */
public final class TrainingQueue implements Trainings {
  private static final int CAPACITY = 100;
  private static final Duration ABORTING = Duration.ofMillis(300);
  private static final Duration CANCELLING = Duration.ofSeconds(1);
  private static final System.Logger LOG = System.getLogger(TrainingQueue.class.getName());

  private final TrainEnsemble trainEnsemble;
  private final TrainingRun runner;
  private final TrainingAdmission admission;
  private final RecordedTrainings records;
  private final LeftTrainingData unneeded;
  private final Clock clock;
  private final TrainingObserver observer;
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(task -> DaemonThread.of("training", task));

  /** What is queued, runs, or was stopped, by id. */
  private final Map<String, LiveTraining> live = new LinkedHashMap<>();

  /** What the journal is about to take. */
  private final Set<String> entering = new HashSet<>();

  private volatile @Nullable LiveTraining running;
  private volatile boolean closing;

  /**
   * What a server that ended left queued is queued again, in the same order, behind what it left
   * running.
   *
   * @param resumes whether that goes on by itself; else it becomes interrupted
   * @param observer told what happens in them
   */
  public TrainingQueue(
      TrainEnsemble trainEnsemble,
      PublicationGate gate,
      TrainingJournal journal,
      StoreWaits waits,
      Clock clock,
      boolean resumes,
      TrainingObserver observer) {
    this.trainEnsemble = trainEnsemble;
    this.runner = new TrainingRun(trainEnsemble, gate, waits, clock);
    this.admission = new TrainingAdmission(trainEnsemble, journal, clock);
    this.records = new RecordedTrainings(journal, this::recorded);
    this.clock = clock;
    this.observer = observer;
    this.unneeded = trainEnsemble.sweeping(journal);
    List<TrainingRecord> left = journal.list();
    in(left, TrainingState.RUNNING).forEach(training -> takeUp(training, resumes));
    in(left, TrainingState.QUEUED).forEach(this::start);
  }

  /** Those in a state, in the order in which they came into it. */
  private static List<TrainingRecord> in(List<TrainingRecord> all, TrainingState state) {
    return all.stream()
        .filter(training -> training.state() == state)
        .sorted(
            Comparator.comparing(TrainingRecord::updateTime)
                .thenComparing(TrainingRecord::createTime))
        .toList();
  }

  private void takeUp(TrainingRecord left, boolean resumes) {
    if (resumes) {
      // To the journal it is still running, so that it comes first after the next crash as well.
      records.show(
          left.in(
              TrainingState.QUEUED,
              left.updateTime(),
              "the server stopped while it was running; it goes on by itself"));
      start(left.in(TrainingState.QUEUED, left.updateTime(), ""));
    } else {
      records.later(
          left.in(
              TrainingState.INTERRUPTED,
              clock.instant(),
              "the server stopped while it was running"));
    }
  }

  private void recorded(TrainingRecord record) {
    if (record.state() == TrainingState.SUCCEEDED) {
      trainEnsemble.forget(record.id());
    }
  }

  @Override
  public TrainingRecord submit(TrainingRequest request, String requestId) {
    Optional<TrainingRecord> before = admission.before(request, requestId);
    if (before.isPresent()) {
      return get(before.get().id());
    }
    requirePlace();
    return admission.accept(request, requestId, accepted -> enqueue(accepted, requestId));
  }

  @Override
  public TrainingRecord resume(String id) {
    TrainingRecord queued = admission.resume(get(id));
    return enqueue(queued, "");
  }

  private synchronized void requirePlace() {
    if (live.size() + entering.size() >= CAPACITY) {
      throw new CapacityException(
          CAPACITY + " trainings are queued already", Duration.ofMinutes(1));
    }
  }

  /** Returns which one waits: another one if that was queued for the same request id. */
  private TrainingRecord enqueue(TrainingRecord accepted, String requestId) {
    synchronized (this) {
      requirePlace();
      if (live.containsKey(accepted.id()) || !entering.add(accepted.id())) {
        throw new UnmetPreconditionException(
            "TRAINING_NOT_RESUMABLE",
            "trainings/" + accepted.id(),
            "training '" + accepted.id() + "' is being queued by another call");
      }
    }
    try {
      TrainingRecord there = records.put(accepted, requestId);
      if (there.id().equals(accepted.id())) {
        start(accepted);
      }
      return there;
    } finally {
      synchronized (this) {
        entering.remove(accepted.id());
      }
    }
  }

  private void start(TrainingRecord accepted) {
    LiveTraining training = new LiveTraining(accepted, new Cancellation(() -> closing), observer);
    training.publish(new TrainingEvent.Accepted(accepted));
    synchronized (this) {
      live.put(accepted.id(), training);
    }
    try {
      worker.execute(() -> run(training));
    } catch (RejectedExecutionException stopped) {
      // The server stops; its next start finds what the journal has.
      LOG.log(System.Logger.Level.INFO, "training " + accepted.id() + " waits for the next start");
    }
  }

  @Override
  public List<TrainingRecord> list() {
    return records.list();
  }

  @Override
  public TrainingRecord get(String id) {
    return records.get(id);
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
    @Nullable TrainingRecord cancelled = null;
    synchronized (this) {
      training = live.get(id);
      if (training != null) {
        if (!training.cancellation.request()) {
          throw TrainingAdmission.ended(id, "has done its last step");
        }
        cancelled =
            training.record.in(TrainingState.CANCELLED, clock.instant(), training.cancelledWhen());
        finish(training, cancelled);
      }
    }
    if (training == null || cancelled == null) {
      throw TrainingAdmission.ended(id, "has ended: it is " + get(id).state());
    }
    training.publish(new TrainingEvent.Ended(cancelled));
    // Then not even a crash brings it back, unless the journal is away.
    records.awaitWritten(id, CANCELLING);
    return cancelled;
  }

  private void run(LiveTraining training) {
    TrainingRecord record = training.record.in(TrainingState.RUNNING, clock.instant(), "");
    synchronized (this) {
      if (closing || live.get(record.id()) != training) {
        return;
      }
      records.later(record);
      running = training;
    }
    TrainingRecord ended = runner.run(record, training);
    running = null;
    if (closing && ended.state() == TrainingState.INTERRUPTED) {
      // It stays what it is; the next start goes on with it.
      return;
    }
    if (training.cancellation.close()) {
      synchronized (this) {
        finish(training, ended);
      }
      training.publish(new TrainingEvent.Ended(ended));
    }
  }

  private synchronized void finish(LiveTraining training, TrainingRecord ended) {
    records.later(ended);
    live.remove(ended.id(), training);
  }

  @Override
  public void stop(Duration grace) {
    closing = true;
    unneeded.close();
    worker.shutdown();
    try {
      if (worker.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
      LiveTraining left = running;
      if (left != null) {
        LOG.log(
            System.Logger.Level.WARNING,
            "training "
                + left.record.id()
                + " did not end its step in time; it goes on from its last checkpoint");
        runner.abort(left);
        worker.awaitTermination(ABORTING.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop(Duration.ofSeconds(2));
    records.close();
  }
}
