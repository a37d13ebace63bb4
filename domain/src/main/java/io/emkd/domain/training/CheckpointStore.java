package io.emkd.domain.training;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Keeps the checkpoints of trainings; each is there whole or not at all. Thread-safe. */
public interface CheckpointStore {
  /**
   * Writes a checkpoint and removes all but the newest few.
   *
   * @param basis what it is made from
   */
  void save(
      String trainingId, TrainingBasis basis, TrainingProgress progress, Consumer<Path> variables);

  /** Removes the checkpoint of that step, if there is one. */
  void discard(String trainingId, long step);

  /** Replaces the best weights of the training so far. */
  void saveBest(String trainingId, Consumer<Path> weights);

  /** The directory that {@link #saveBest} filled. */
  Optional<Path> best(String trainingId);

  /**
   * Tries checkpoints from the newest on until {@code restore} accepts one.
   *
   * @param basis what the training is made from now
   * @param restore throws CorruptArtifactException to refuse one
   * @throws io.emkd.domain.error.UnmetPreconditionException if one is made from something else, by
   *     name; nothing is restored then
   */
  Optional<TrainingProgress> restoreNewest(
      String trainingId, TrainingBasis basis, Consumer<Path> restore);

  /** Whether there is a checkpoint. */
  boolean exists(String trainingId);

  /** What the newest checkpoint that says so is made from; those of older releases do not. */
  Optional<TrainingBasis> basis(String trainingId);

  /**
   * Counts a start of the training.
   *
   * @return the starts since {@link #survived}, this one with them
   */
  int started(String trainingId);

  /** The process has survived the training so far: starts count from 0 again. */
  void survived(String trainingId);

  /** Somebody asks for another try, whatever became of those before: starts count from 0 again. */
  void restarted(String trainingId);
}
