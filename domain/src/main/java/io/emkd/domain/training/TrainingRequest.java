package io.emkd.domain.training;

import io.emkd.domain.configuration.TrainingConfiguration;

/**
 * @param dataset to train on
 * @param model to publish a version of
 * @param reportTestMetrics whether validation events also carry test metrics; they never choose
 */
public record TrainingRequest(
    String dataset, String model, TrainingConfiguration configuration, boolean reportTestMetrics) {}
