package io.emkd.domain.configuration;

import io.emkd.domain.error.Violations;

/**
 * How weights follow from gradients, in ways that the paper's training does not go: all are off in
 * {@link #PAPER}.
 *
 * @param warmupSteps steps in which the learning rate rises, 0 to 1000000000; means nothing where
 *     {@code learningRateSchedule} is constant
 * @param weightDecay what a step takes away of every matrix, as a share that is multiplied by the
 *     learning rate (Loshchilov and Hutter, ICLR 2019), in [0, 1]; 0 is none
 * @param weightAveraging the decay of an exponential average of the weights, which is validated and
 *     published in their place, in [0, 1); 0 is none
 */
public record OptimizerConfiguration(
    OptimizerKind optimizer,
    LearningRateSchedule learningRateSchedule,
    int warmupSteps,
    double weightDecay,
    double weightAveraging) {
  public static final OptimizerConfiguration PAPER =
      new OptimizerConfiguration(OptimizerKind.ADAM, LearningRateSchedule.CONSTANT, 0, 0, 0);

  public OptimizerConfiguration {
    new Violations()
        .require(
            warmupSteps >= 0 && warmupSteps <= 1_000_000_000,
            "warmup_steps",
            warmupSteps,
            "0 to 1000000000")
        .require(
            weightDecay >= 0 && weightDecay <= 1,
            "weight_decay",
            weightDecay,
            "at least 0 and at most 1")
        .require(
            weightAveraging >= 0 && weightAveraging < 1,
            "weight_averaging",
            weightAveraging,
            "at least 0 and less than 1")
        .throwIfAny();
  }

  public boolean averages() {
    return weightAveraging > 0;
  }

  /**
   * Returns what the learning rate of a step is multiplied by, in [0, 1]: with a cosine
   * (step+1)/warmupSteps in the first warmupSteps steps, after them (1+cos(pi x))/2 with x from 0
   * at the first of the others to 1 after the last.
   *
   * @param step from 0
   * @param steps of the whole training
   */
  public double rateShare(long step, long steps) {
    if (learningRateSchedule == LearningRateSchedule.CONSTANT) {
      return 1;
    }
    if (step < warmupSteps) {
      return (step + 1.0) / warmupSteps;
    }
    // A step beyond the last that was planned learns nothing.
    double done = steps <= step ? 1 : (double) (step - warmupSteps) / (steps - warmupSteps);
    return (1 + Math.cos(Math.PI * done)) / 2;
  }

  /**
   * Returns how much of a step's weights goes into their average. The first averages hold few steps
   * back, or the initial weights would count for long: the decay of step t is at most (1+t)/(10+t).
   *
   * @param step from 0
   */
  public double averageShare(long step) {
    return 1 - Math.min(weightAveraging, (1.0 + step) / (10.0 + step));
  }
}
