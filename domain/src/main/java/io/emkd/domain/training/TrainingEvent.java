package io.emkd.domain.training;

import io.emkd.domain.ensemble.LossTerms;
import io.emkd.domain.registry.ModelManifest;
import java.time.Duration;
import java.util.Map;

/** What happens in a training, in the order in which it happens. */
public sealed interface TrainingEvent {
  /** It has an id and waits for its turn. */
  record Accepted(TrainingRecord training) implements TrainingEvent {}

  /**
   * @param firstStep 0, or where the training was resumed
   */
  record Started(String device, int windows, long firstStep, long totalSteps)
      implements TrainingEvent {}

  /**
   * @param step steps done, from 1
   * @param epoch from 1
   * @param remaining an estimate, without validations
   */
  record Step(
      long step,
      long totalSteps,
      int epoch,
      LossTerms losses,
      double stepsPerSecond,
      Duration remaining)
      implements TrainingEvent {}

  /**
   * @param best whether these are the best weights so far
   * @param test empty unless asked for
   * @param meanLoss mean total of the epoch's steps
   */
  record Validated(
      int epoch,
      Map<String, Double> validation,
      Map<String, Double> test,
      boolean best,
      double meanLoss)
      implements TrainingEvent {}

  record CheckpointSaved(long step) implements TrainingEvent {}

  record Published(ModelManifest manifest) implements TrainingEvent {}

  /** The last event. */
  record Ended(TrainingRecord training) implements TrainingEvent {}
}
