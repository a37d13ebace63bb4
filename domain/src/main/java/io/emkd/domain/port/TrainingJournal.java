package io.emkd.domain.port;

import io.emkd.domain.training.TrainingRecord;
import java.util.List;

/** Remembers trainings over restarts. Thread-safe. */
public interface TrainingJournal {
  /** Inserts or replaces by id. */
  void put(TrainingRecord training);

  /** Newest first. */
  List<TrainingRecord> list();
}
