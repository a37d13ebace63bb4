package io.emkd.domain.configuration;

import io.emkd.domain.error.InvalidInputException;

/**
 * Everything that, with the data and the device, determines a training.
 *
 * @param optimizer null, as in what was written before it existed, is the paper's
 * @param precision null, as in what was written before it existed, is float32
 * @param seed of the initial weights, the order of windows, the masked views, the sampled items and
 *     dropout
 */
public record TrainingConfiguration(
    EnsembleConfiguration ensemble,
    MaskingConfiguration masking,
    LossConfiguration loss,
    ScheduleConfiguration schedule,
    OptimizerConfiguration optimizer,
    Precision precision,
    long seed) {
  public TrainingConfiguration {
    optimizer = optimizer == null ? OptimizerConfiguration.PAPER : optimizer;
    precision = precision == null ? Precision.FLOAT32 : precision;
    requireCausal(ensemble, masking);
  }

  /** An encoder that sees the item it is asked for learns nothing. */
  private static void requireCausal(EnsembleConfiguration ensemble, MaskingConfiguration masking) {
    if (masking.objective() == Objective.NEXT_ITEM
        && Objective.of(ensemble.encoders()) != Objective.NEXT_ITEM) {
      throw new InvalidInputException(
          "objective",
          "next_item",
          "masked, since one of the encoders sees more than the items before a position: "
              + ensemble.encoders());
    }
  }

  /** With the paper's optimiser. */
  public TrainingConfiguration(
      EnsembleConfiguration ensemble,
      MaskingConfiguration masking,
      LossConfiguration loss,
      ScheduleConfiguration schedule,
      Precision precision,
      long seed) {
    this(ensemble, masking, loss, schedule, OptimizerConfiguration.PAPER, precision, seed);
  }

  /**
   * Returns the learning rate of a step.
   *
   * @param step from 0
   * @param steps of the whole training
   */
  public double learningRate(long step, long steps) {
    return schedule.learningRate() * optimizer.rateShare(step, steps);
  }
}
