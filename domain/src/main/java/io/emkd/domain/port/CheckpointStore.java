package io.emkd.domain.port;

import io.emkd.domain.training.TrainingProgress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Keeps the checkpoints of trainings; each is there whole or not at all. Thread-safe. */
public interface CheckpointStore {
  /** Writes a checkpoint and removes all but the newest few. */
  void save(String trainingId, TrainingProgress progress, Consumer<Path> variables);

  /** Removes the checkpoint of that step, if there is one. */
  void discard(String trainingId, long step);

  /** Replaces the best weights of the training so far. */
  void saveBest(String trainingId, Consumer<Path> weights);

  /** The directory that {@link #saveBest} filled. */
  Optional<Path> best(String trainingId);

  /**
   * Tries checkpoints from the newest on until {@code restore} accepts one.
   *
   * @param restore throws CorruptArtifactException to refuse one
   */
  Optional<TrainingProgress> restoreNewest(String trainingId, Consumer<Path> restore);
}
