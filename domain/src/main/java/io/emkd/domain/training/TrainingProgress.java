package io.emkd.domain.training;

import java.util.Map;

/**
 * Where a training stands; with the variables, all that resuming needs, since everything random is
 * a function of seed and step.
 *
 * @param step steps done
 * @param bestEpoch the epoch of the best validation so far, 0 before the first
 * @param bestValidation its metrics
 * @param validationsSinceBest how many were no better
 */
public record TrainingProgress(
    long step, int bestEpoch, Map<String, Double> bestValidation, int validationsSinceBest) {
  public static final TrainingProgress START = new TrainingProgress(0, 0, Map.of(), 0);

  TrainingProgress atStep(long done) {
    return new TrainingProgress(done, bestEpoch, bestValidation, validationsSinceBest);
  }
}
