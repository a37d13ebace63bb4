package io.emkd.domain.configuration;

import io.emkd.domain.error.Violations;

/**
 * How the loss terms are weighed.
 *
 * @param temperature tau, of the contrastive terms and of distillation, positive
 * @param contrastWeight lambda, at least 0
 * @param distillationWeight mu, at least 0
 */
public record LossConfiguration(
    double temperature, double contrastWeight, double distillationWeight) {
  public LossConfiguration {
    new Violations()
        .require(
            temperature > 0 && Double.isFinite(temperature),
            "temperature",
            temperature,
            "greater than 0")
        .require(
            contrastWeight >= 0 && Double.isFinite(contrastWeight),
            "contrast_weight",
            contrastWeight,
            "at least 0")
        .require(
            distillationWeight >= 0 && Double.isFinite(distillationWeight),
            "distillation_weight",
            distillationWeight,
            "at least 0")
        .throwIfAny();
  }
}
