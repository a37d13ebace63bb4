package io.emkd.domain.configuration;

/**
 * Everything that, with the data and the device, determines a training.
 *
 * @param precision null, as in what was written before it existed, is float32
 * @param seed of the initial weights, the order of windows, the masked views, the sampled items and
 *     dropout
 */
public record TrainingConfiguration(
    EnsembleConfiguration ensemble,
    MaskingConfiguration masking,
    LossConfiguration loss,
    ScheduleConfiguration schedule,
    Precision precision,
    long seed) {
  public TrainingConfiguration {
    precision = precision == null ? Precision.FLOAT32 : precision;
  }
}
