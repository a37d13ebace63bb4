package io.emkd.domain.configuration;

/**
 * Everything that, with the data and the device, determines a training.
 *
 * @param seed of the initial weights, the order of windows, the masked views and dropout
 */
public record TrainingConfiguration(
    EnsembleConfiguration ensemble,
    MaskingConfiguration masking,
    LossConfiguration loss,
    ScheduleConfiguration schedule,
    long seed) {}
