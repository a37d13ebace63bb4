package io.emkd.domain.training;

import java.util.List;
import java.util.Optional;

/** Remembers trainings over restarts. Thread-safe. */
public interface TrainingJournal {
  /** Inserts or replaces by id. */
  void put(TrainingRecord training);

  /**
   * Inserts a training that was asked for with a request id, unless one was inserted for it before.
   *
   * @return the one that is there
   */
  TrainingRecord putOnce(TrainingRecord training, String requestId);

  /**
   * Inserts a new training.
   *
   * @param requestId that it was asked for with; empty for none
   * @return the one that is there: where another was inserted for the request id, that
   */
  default TrainingRecord enter(TrainingRecord training, String requestId) {
    if (!requestId.isEmpty()) {
      return putOnce(training, requestId);
    }
    put(training);
    return training;
  }

  Optional<TrainingRecord> find(String id);

  /** The training that was inserted for a request id. */
  Optional<TrainingRecord> ofRequest(String requestId);

  /** Newest first. */
  List<TrainingRecord> list();
}
