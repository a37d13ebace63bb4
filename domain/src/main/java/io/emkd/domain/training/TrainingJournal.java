package io.emkd.domain.training;

import java.util.List;
import java.util.Optional;

/** Remembers trainings over restarts. Thread-safe. */
public interface TrainingJournal {
  /** Inserts or replaces by id. */
  void put(TrainingRecord training);

  Optional<TrainingRecord> find(String id);

  /** Newest first. */
  List<TrainingRecord> list();
}
