package io.emkd.domain.configuration;

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
