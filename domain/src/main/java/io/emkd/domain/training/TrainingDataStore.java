package io.emkd.domain.training;

import java.util.List;
import java.util.Optional;

/** Keeps what each training trains on, so that it survives a crash. Thread-safe. */
public interface TrainingDataStore {
  /**
   * Keeps it, whole or not at all, in place of what was kept before. Ids of users are left out: a
   * training does not need them.
   *
   * @throws io.emkd.domain.error.UnavailableException if it cannot be written, as on a full disk
   */
  void save(String trainingId, TrainingData data);

  /**
   * What was kept; its sequences are not in memory.
   *
   * @throws io.emkd.domain.error.CorruptArtifactException if it is damaged, by name
   */
  Optional<TrainingData> find(String trainingId);

  /** Removes what was kept, if anything was. */
  void drop(String trainingId);

  /** The trainings of which something is kept. */
  List<String> trainings();
}
