package io.emkd.domain.training;

import static java.lang.System.Logger.Level.INFO;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A training that has not ended, and who watches it. Thread-safe. */
final class LiveTraining {
  private static final System.Logger LOG = System.getLogger(LiveTraining.class.getName());

  final TrainingRecord record;
  final Cancellation cancellation;
  private final TrainingObserver observer;
  private final List<TrainingEvent> past = new ArrayList<>();
  private final List<Consumer<TrainingEvent>> watchers = new ArrayList<>();
  private boolean ended;

  LiveTraining(TrainingRecord record, Cancellation cancellation, TrainingObserver observer) {
    this.record = record;
    this.cancellation = cancellation;
    this.observer = observer;
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
    observer.happened(record, event);
    log(event);
    for (Consumer<TrainingEvent> watcher : List.copyOf(watchers)) {
      try {
        watcher.accept(event);
      } catch (RuntimeException gone) {
        watchers.remove(watcher);
      }
    }
  }

  private void log(TrainingEvent event) {
    String what = "training " + record.id() + " of model " + record.request().model();
    if (event instanceof TrainingEvent.Accepted) {
      LOG.log(INFO, what + " on dataset " + record.request().dataset() + " is accepted");
    } else if (event instanceof TrainingEvent.Started started) {
      LOG.log(
          INFO,
          what
              + " begins on "
              + started.device()
              + " at step "
              + started.firstStep()
              + " of "
              + started.totalSteps());
    } else if (event instanceof TrainingEvent.Published published) {
      LOG.log(INFO, what + " published " + published.manifest().key());
    } else if (event instanceof TrainingEvent.Ended ended) {
      LOG.log(INFO, what + " is " + ended.training().state() + ": " + ended.training().message());
    }
  }

  /** Ends the step that is being computed; returns at once, even if that cannot be ended. */
  void abort() {
    DaemonThread.start("training-abort", cancellation::abort);
  }

  synchronized String cancelledWhen() {
    String when = "cancelled before its first step";
    for (TrainingEvent event : past) {
      if (event instanceof TrainingEvent.Started started && started.firstStep() > 0) {
        when = "cancelled after step " + started.firstStep();
      }
      if (event instanceof TrainingEvent.Step step) {
        when = "cancelled after step " + step.step();
      }
    }
    return when;
  }

  /** The newest step, every validation and the publication so far. */
  synchronized List<TrainingEvent> progress() {
    return past.stream()
        .filter(
            event ->
                event instanceof TrainingEvent.Started
                    || event instanceof TrainingEvent.Step
                    || event instanceof TrainingEvent.Validated)
        .toList();
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
