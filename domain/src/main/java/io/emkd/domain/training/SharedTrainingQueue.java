package io.emkd.domain.training;

import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.release.PublicationGate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The trainings of a store that several processes share. Each process with the training role runs
 * one at a time; the training of a process that died is taken up by another from its last
 * checkpoint. Thread-safe.
 */
public final class SharedTrainingQueue implements Trainings {
  private static final System.Logger LOG = System.getLogger(SharedTrainingQueue.class.getName());
  private static final Duration ABORTING = Duration.ofMillis(300);
  private static final Duration IDLE = Duration.ofSeconds(5);

  private final TrainEnsemble trainEnsemble;
  private final TrainingRun runner;
  private final TrainingAdmission admission;
  private final TrainingJournal journal;
  private final TrainingLeases leases;
  private final Clock clock;
  private final TrainingObserver observer;
  private final String owner;
  private final @Nullable Thread worker;
  private final Map<String, LiveTraining> live = new ConcurrentHashMap<>();
  private volatile boolean closing;

  /**
   * @param owner tells this process from others
   * @param trains whether this process runs trainings
   * @param observer told what happens in those that it runs
   */
  public SharedTrainingQueue(
      TrainEnsemble trainEnsemble,
      PublicationGate gate,
      TrainingJournal journal,
      TrainingLeases leases,
      StoreWaits waits,
      Clock clock,
      String owner,
      boolean trains,
      TrainingObserver observer) {
    this.trainEnsemble = trainEnsemble;
    this.runner = new TrainingRun(trainEnsemble, gate, waits, clock);
    this.admission = new TrainingAdmission(trainEnsemble, journal, clock);
    this.journal = journal;
    this.leases = leases;
    this.clock = clock;
    this.observer = observer;
    this.owner = owner;
    worker = trains ? DaemonThread.start("training", this::work) : null;
  }

  private void work() {
    // By those that train alone: each process would look for the same.
    try (LeftTrainingData left = trainEnsemble.sweeping(journal)) {
      runClaimed();
    }
  }

  private void runClaimed() {
    while (!closing) {
      try {
        var claimed = leases.claim(owner, HeldLease.LENGTH);
        if (claimed.isPresent()) {
          run(claimed.get());
        } else {
          leases.awaitChange(IDLE);
        }
      } catch (InterruptedException stopped) {
        return;
      } catch (RuntimeException away) {
        LOG.log(System.Logger.Level.WARNING, "the queue of trainings cannot be read", away);
        DaemonThread.sleep(IDLE);
      }
    }
  }

  private void run(TrainingRecord record) {
    LiveTraining training = new LiveTraining(record, new Cancellation(() -> closing), observer);
    training.publish(new TrainingEvent.Accepted(record));
    live.put(record.id(), training);
    HeldLease lease = new HeldLease(leases, owner, training);
    TrainingRecord end;
    try {
      end = runner.run(record, training);
    } finally {
      lease.close();
      live.remove(record.id());
    }
    if (lease.isLost()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the lease of training " + record.id() + " was lost; another process has it");
      training.publish(
          new TrainingEvent.Ended(
              record.in(TrainingState.INTERRUPTED, clock.instant(), "another process has it")));
      return;
    }
    if (!training.cancellation.close()) {
      end = record.in(TrainingState.CANCELLED, clock.instant(), training.cancelledWhen());
    } else if (closing && end.state() == TrainingState.INTERRUPTED) {
      end = requeued(end);
    }
    boolean released = lease.release(end, () -> closing);
    training.publish(new TrainingEvent.Ended(end));
    if (released && end.state() == TrainingState.SUCCEEDED) {
      trainEnsemble.forget(end.id());
    }
  }

  /** Another process goes on with it, or this one after its restart. */
  private TrainingRecord requeued(TrainingRecord record) {
    return record.in(TrainingState.QUEUED, clock.instant(), "its trainer was stopped");
  }

  @Override
  public TrainingRecord submit(TrainingRequest request, String requestId) {
    return admission
        .before(request, requestId)
        .orElseGet(
            () ->
                admission.accept(
                    request, requestId, accepted -> journal.enter(accepted, requestId)));
  }

  @Override
  public TrainingRecord resume(String id) {
    TrainingRecord queued = admission.resume(get(id));
    journal.put(queued);
    return queued;
  }

  @Override
  public List<TrainingRecord> list() {
    return journal.list();
  }

  @Override
  public TrainingRecord get(String id) {
    return journal
        .find(id)
        .orElseThrow(
            () -> new NotFoundException("training", id, "ListTrainings names those there are"));
  }

  @Override
  public TrainingRecord cancel(String id) {
    TrainingRecord record = get(id);
    if (record.state().isFinal()) {
      throw TrainingAdmission.ended(id, "has ended: it is " + record.state());
    }
    leases.requestCancellation(id);
    LiveTraining own = live.get(id);
    if (own != null) {
      own.cancellation.request();
    }
    return get(id);
  }

  /** Follows what the store knows, wherever the training runs. */
  @Override
  public Runnable watch(String id, Consumer<TrainingEvent> watcher) {
    TrainingRecord record = get(id);
    if (record.state().isFinal()) {
      watcher.accept(new TrainingEvent.Ended(record));
      return () -> {};
    }
    watcher.accept(new TrainingEvent.Accepted(record));
    TrainingWatch watch = new TrainingWatch(id, this::get, leases, watcher, () -> closing);
    watch.start();
    return watch::stop;
  }

  @Override
  public void stop(Duration grace) {
    closing = true;
    if (worker == null) {
      return;
    }
    try {
      worker.join(grace.toMillis());
      if (worker.isAlive()) {
        live.values().forEach(runner::abort);
        worker.join(ABORTING.toMillis());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop(Duration.ofSeconds(2));
  }
}
