package io.emkd.domain.training;

import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.error.UnavailableException;
import io.emkd.domain.release.PublicationGate;
import io.emkd.domain.training.TrainingLeases.Hold;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The trainings of a store that several processes share. Each process with the training role runs
 * one at a time; the training of a process that died is taken up by another from its last
 * checkpoint. Thread-safe.
 */
public final class SharedTrainingQueue implements Trainings {
  private static final System.Logger LOG = System.getLogger(SharedTrainingQueue.class.getName());
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Duration HEARTBEAT = Duration.ofSeconds(2);
  private static final Duration ABORTING = Duration.ofMillis(300);
  private static final Duration IDLE = Duration.ofSeconds(5);
  private static final Duration WATCH_INTERVAL = Duration.ofMillis(500);

  private final TrainEnsemble trainEnsemble;
  private final TrainingRun runner;
  private final TrainingJournal journal;
  private final TrainingLeases leases;
  private final Clock clock;
  private final String owner;
  private final @Nullable Thread worker;
  private final Map<String, LiveTraining> live = new ConcurrentHashMap<>();
  private volatile boolean closing;

  /**
   * @param owner tells this process from others
   * @param trains whether this process runs trainings
   */
  public SharedTrainingQueue(
      TrainEnsemble trainEnsemble,
      PublicationGate gate,
      TrainingJournal journal,
      TrainingLeases leases,
      StoreWaits waits,
      Clock clock,
      String owner,
      boolean trains) {
    this.trainEnsemble = trainEnsemble;
    this.runner = new TrainingRun(trainEnsemble, gate, waits, clock);
    this.journal = journal;
    this.leases = leases;
    this.clock = clock;
    this.owner = owner;
    worker = trains ? start("training", this::work) : null;
  }

  private static Thread start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void work() {
    forgetSucceeded();
    while (!closing) {
      try {
        var claimed = leases.claim(owner, LEASE);
        if (claimed.isPresent()) {
          run(claimed.get());
        } else {
          leases.awaitChange(IDLE);
        }
      } catch (InterruptedException stopped) {
        return;
      } catch (RuntimeException away) {
        LOG.log(System.Logger.Level.WARNING, "the queue of trainings cannot be read", away);
        sleep(IDLE);
      }
    }
  }

  private void forgetSucceeded() {
    try {
      trainEnsemble.forgetSucceeded(journal.list());
    } catch (RuntimeException away) {
      LOG.log(System.Logger.Level.WARNING, "data of ended trainings are left", away);
    }
  }

  private void run(TrainingRecord record) {
    AtomicBoolean lost = new AtomicBoolean();
    LiveTraining training = new LiveTraining(record, new Cancellation(() -> closing));
    training.publish(new TrainingEvent.Accepted(record));
    live.put(record.id(), training);
    AtomicBoolean ended = new AtomicBoolean();
    Thread heartbeat = start("training-lease", () -> keep(training, lost, ended));
    TrainingRecord end;
    try {
      end = runner.run(record, training);
    } finally {
      ended.set(true);
      heartbeat.interrupt();
      join(heartbeat);
      live.remove(record.id());
    }
    if (lost.get()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the lease of training " + record.id() + " was lost; another process has it");
      return;
    }
    if (training.cancellation.close()) {
      release(closing && end.state() == TrainingState.INTERRUPTED ? requeued(end) : end);
    } else {
      release(record.in(TrainingState.CANCELLED, clock.instant(), training.cancelledWhen()));
    }
  }

  /** Another process goes on with it, or this one after its restart. */
  private TrainingRecord requeued(TrainingRecord record) {
    return record.in(TrainingState.QUEUED, clock.instant(), "its trainer was stopped");
  }

  private void release(TrainingRecord end) {
    for (int attempt = 0; ; attempt++) {
      try {
        if (leases.release(end, owner) && end.state() == TrainingState.SUCCEEDED) {
          trainEnsemble.forget(end.id());
        }
        return;
      } catch (UnavailableException away) {
        if (attempt == 20 || closing) {
          LOG.log(
              System.Logger.Level.ERROR,
              "the end of training " + end.id() + " could not be recorded; it will be done again",
              away);
          return;
        }
        sleep(HEARTBEAT);
      }
    }
  }

  /** Renews the lease until the training ends; gives up when it runs out. */
  private void keep(LiveTraining training, AtomicBoolean lost, AtomicBoolean ended) {
    long heldUntil = System.nanoTime() + LEASE.toNanos();
    while (!ended.get()) {
      if (!sleep(HEARTBEAT)) {
        return;
      }
      long asked = System.nanoTime();
      try {
        Hold hold = leases.renew(training.record.id(), owner, LEASE, training.progress());
        if (hold == Hold.LOST) {
          lost.set(true);
          training.cancellation.abandon();
          return;
        }
        if (hold == Hold.CANCELLATION_REQUESTED) {
          training.cancellation.request();
        }
        heldUntil = asked + LEASE.toNanos();
      } catch (RuntimeException away) {
        if (System.nanoTime() - heldUntil > 0) {
          lost.set(true);
          training.cancellation.abandon();
          return;
        }
      }
    }
  }

  @Override
  public TrainingRecord submit(TrainingRequest request) {
    TrainingRecord accepted = TrainingQueue.accept(request, trainEnsemble, clock);
    journal.put(accepted);
    return accepted;
  }

  @Override
  public TrainingRecord resume(String id) {
    TrainingRecord ended = get(id);
    TrainingQueue.checkResumable(ended);
    trainEnsemble.checkResumable(id, ended.request());
    trainEnsemble.restarted(id);
    TrainingRecord queued = ended.in(TrainingState.QUEUED, clock.instant(), "");
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
      throw TrainingQueue.ended(id, "has ended: it is " + record.state());
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
    AtomicBoolean stopped = new AtomicBoolean();
    watcher.accept(new TrainingEvent.Accepted(record));
    start("training-watch", () -> follow(id, watcher, stopped));
    return () -> stopped.set(true);
  }

  private void follow(String id, Consumer<TrainingEvent> watcher, AtomicBoolean stopped) {
    Set<TrainingEvent> told = new HashSet<>();
    while (!stopped.get() && !closing) {
      try {
        TrainingRecord record = get(id);
        for (TrainingEvent event : leases.progress(id)) {
          if (told.add(event)) {
            watcher.accept(event);
          }
        }
        if (record.state().isFinal()) {
          watcher.accept(new TrainingEvent.Ended(record));
          return;
        }
      } catch (UnavailableException away) {
        LOG.log(System.Logger.Level.DEBUG, "training " + id + " cannot be followed", away);
      } catch (RuntimeException gone) {
        return;
      }
      if (!sleep(WATCH_INTERVAL)) {
        return;
      }
    }
  }

  /** False if interrupted. */
  private static boolean sleep(Duration time) {
    try {
      Thread.sleep(time.toMillis());
      return true;
    } catch (InterruptedException stopped) {
      return false;
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
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
        live.values().forEach(training -> TrainingQueue.abort(training, trainEnsemble));
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
