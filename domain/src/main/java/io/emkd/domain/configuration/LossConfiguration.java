package io.emkd.domain.configuration;

import io.emkd.domain.error.Violations;

/**
 * How the loss terms are weighed.
 *
 * @param temperature tau, of the contrastive terms and of distillation, positive
 * @param contrastWeight lambda, at least 0
 * @param distillationWeight mu, at least 0
 * @param itemLoss null, as in what was written before it existed, is full
 */
public record LossConfiguration(
    double temperature,
    double contrastWeight,
    double distillationWeight,
    ItemLossConfiguration itemLoss) {
  public LossConfiguration {
    itemLoss = itemLoss == null ? ItemLossConfiguration.FULL : itemLoss;
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
