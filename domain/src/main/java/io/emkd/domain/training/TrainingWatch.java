package io.emkd.domain.training;

import io.emkd.domain.error.UnavailableException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/** Tells a watcher what the store knows of a training, wherever that runs. Thread-safe. */
final class TrainingWatch {
  private static final System.Logger LOG = System.getLogger(TrainingWatch.class.getName());
  private static final Duration INTERVAL = Duration.ofMillis(500);

  private final String id;
  private final Function<String, TrainingRecord> records;
  private final TrainingLeases leases;
  private final Consumer<TrainingEvent> watcher;
  private final BooleanSupplier closing;
  private volatile boolean stopped;

  /**
   * @param records finds a training's record by its id
   * @param closing whether the process ends
   */
  TrainingWatch(
      String id,
      Function<String, TrainingRecord> records,
      TrainingLeases leases,
      Consumer<TrainingEvent> watcher,
      BooleanSupplier closing) {
    this.id = id;
    this.records = records;
    this.leases = leases;
    this.watcher = watcher;
    this.closing = closing;
  }

  void start() {
    DaemonThread.start("training-watch", this::follow);
  }

  void stop() {
    stopped = true;
  }

  private void follow() {
    Set<TrainingEvent> told = new HashSet<>();
    while (!stopped && !closing.getAsBoolean()) {
      try {
        TrainingRecord record = records.apply(id);
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
      if (!DaemonThread.sleep(INTERVAL)) {
        return;
      }
    }
  }
}
