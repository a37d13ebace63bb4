package io.emkd.domain.training;

import io.emkd.domain.configuration.TrainingConfiguration;

/**
 * What the weights of a training are a function of; a checkpoint belongs to one of them.
 *
 * @param dataFingerprint of what it trains on, see {@link TrainingData#fingerprint}
 */
public record TrainingBasis(String dataFingerprint, TrainingConfiguration configuration) {}
