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

  Optional<TrainingRecord> find(String id);

  /** The training that was inserted for a request id. */
  Optional<TrainingRecord> ofRequest(String requestId);

  /** Newest first. */
  List<TrainingRecord> list();
}
