package io.emkd.domain.ensemble;

import java.nio.file.Path;

/**
 * An ensemble in training on one device, in this process or in one of its own. Not thread-safe but
 * for {@link #close}.
 *
 * <p>A trainer whose process ended by itself, killed because memory ran out for example, throws
 * IllegalStateException with a message that says so from every call.
 */
public interface EnsembleTrainer extends AutoCloseable {
  /** Where it computes, e.g. {@code cpu}. */
  String device();

  /**
   * One step of the optimiser.
   *
   * @param step from 0; with the seed it determines dropout, with the configuration the learning
   *     rate and Adam's bias correction
   * @return the loss terms before the update
   */
  LossTerms step(TrainingBatch batch, long step);

  /**
   * Takes what scoring adds to the networks' logits where skip_markov_weight is above 0: before the
   * first {@link #ranker}, and again after a restart. It is no part of a checkpoint, but of {@link
   * #saveWeights}.
   */
  void scoreWith(ItemTransitions transitions);

  /**
   * Takes the weights of the teacher where the configuration has one: before the first step, and
   * again after a restart. They are no part of a checkpoint.
   *
   * @param weights what {@link EnsembleEngine#export} wrote
   * @throws io.emkd.domain.error.CorruptArtifactException if they are torn or foreign
   */
  void learnFrom(Path weights);

  /**
   * Ranks with the present weights, or with their average where the configuration has one; to be
   * asked for again after a step.
   */
  TargetRanker ranker();

  /**
   * Writes the weights that {@link #ranker} ranks with into the existing directory, for serving.
   */
  void saveWeights(Path directory);

  /** Writes weights, their averages and optimiser slots into the existing directory. */
  void saveCheckpoint(Path directory);

  /**
   * Reads what {@link #saveCheckpoint} wrote.
   *
   * @throws io.emkd.domain.error.CorruptArtifactException if it is torn or foreign
   */
  void restoreCheckpoint(Path directory);

  /**
   * Frees what it takes; may be called again, and from another thread while a call of this one is
   * under way. With a process of its own that call then ends within seconds with {@link
   * java.util.concurrent.CancellationException}, and what it computed or wrote is lost; in this
   * process, closing waits for it.
   */
  @Override
  void close();
}
