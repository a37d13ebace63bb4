package io.emkd.domain.training;

import io.emkd.domain.dataset.Dataset;

/**
 * What a training trains on from its first step to its last, whatever becomes of its dataset.
 *
 * @param dataset once it was kept, its users have no ids
 * @param fingerprint of the dataset as it was when the training began
 * @param importId which import of the dataset it is a state of
 */
public record TrainingData(Dataset dataset, String fingerprint, String importId) {}
