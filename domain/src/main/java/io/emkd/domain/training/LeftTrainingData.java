package io.emkd.domain.training;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Drops what was kept of trainings that no longer need it, as where a process ended before it did:
 * of those that succeeded at once, and of those that the journal has never got, which are about to
 * get there or were lost in between, an hour after they were first seen. Thread-safe.
 */
final class LeftTrainingData implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LeftTrainingData.class.getName());
  private static final Duration INTERVAL = Duration.ofHours(1);

  private final TrainingDataStore data;
  private final TrainingJournal journal;
  private final Thread thread = DaemonThread.of("left-training-data", this::work);

  /** What the journal had not got when it was looked at last. */
  private Set<String> unrecorded = Set.of();

  LeftTrainingData(TrainingDataStore data, TrainingJournal journal) {
    this.data = data;
    this.journal = journal;
  }

  /** Looks now and each hour. */
  LeftTrainingData start() {
    thread.start();
    return this;
  }

  private void work() {
    do {
      try {
        sweep();
      } catch (RuntimeException away) {
        LOG.log(System.Logger.Level.WARNING, "data of ended trainings are left", away);
      }
    } while (DaemonThread.sleep(INTERVAL));
  }

  /** Drops what is not needed, and what the journal has got neither now nor at the last call. */
  synchronized void sweep() {
    // Before the journal is read: what comes there meanwhile is not taken for lost.
    Set<String> kept = new HashSet<>(data.trainings());
    Map<String, TrainingState> recorded =
        journal.list().stream()
            .collect(Collectors.toMap(TrainingRecord::id, TrainingRecord::state));
    Set<String> missing = new HashSet<>();
    for (String training : kept) {
      TrainingState state = recorded.get(training);
      if (state == TrainingState.SUCCEEDED || (state == null && unrecorded.contains(training))) {
        data.drop(training);
      } else if (state == null) {
        missing.add(training);
      }
    }
    unrecorded = missing;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
