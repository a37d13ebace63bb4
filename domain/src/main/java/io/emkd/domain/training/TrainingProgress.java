package io.emkd.domain.training;

import java.time.Duration;
import java.util.Map;

/**
 * Where a training stands; with the variables, all that resuming needs, since everything random is
 * a function of seed and step.
 *
 * @param step steps done
 * @param bestEpoch the epoch of the best validation so far, 0 before the first
 * @param bestValidation its metrics
 * @param validationsSinceBest how many were no better
 * @param epochLoss of the steps of the epoch under way, divided by the steps of a whole one
 * @param seconds spent on steps and validations, by all processes that took part; 0 in what was
 *     written before it existed
 */
public record TrainingProgress(
    long step,
    int bestEpoch,
    Map<String, Double> bestValidation,
    int validationsSinceBest,
    double epochLoss,
    double seconds) {
  public static final TrainingProgress START = new TrainingProgress(0, 0, Map.of(), 0, 0, 0);

  /**
   * @param loss of the step, divided by the steps of an epoch
   */
  TrainingProgress afterStep(double loss) {
    return new TrainingProgress(
        step + 1, bestEpoch, bestValidation, validationsSinceBest, epochLoss + loss, seconds);
  }

  TrainingProgress atBest(int epoch, Map<String, Double> validation) {
    return new TrainingProgress(step, epoch, validation, 0, epochLoss, seconds);
  }

  TrainingProgress afterNoBetter() {
    return new TrainingProgress(
        step, bestEpoch, bestValidation, validationsSinceBest + 1, epochLoss, seconds);
  }

  /**
   * Whether the last step of an epoch is done, but not the validation that may come after it: the
   * process stopped between them.
   */
  boolean isWithinEpochEnd(int stepsPerEpoch) {
    return step > 0 && step % stepsPerEpoch == 0 && epochLoss != 0;
  }

  TrainingProgress atEpochStart() {
    return new TrainingProgress(step, bestEpoch, bestValidation, validationsSinceBest, 0, seconds);
  }

  TrainingProgress after(Duration spent) {
    return new TrainingProgress(
        step,
        bestEpoch,
        bestValidation,
        validationsSinceBest,
        epochLoss,
        seconds + spent.toMillis() / 1e3);
  }
}
