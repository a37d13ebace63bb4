package io.emkd.domain.configuration;

import io.emkd.domain.error.Violations;

/**
 * How the loss terms are weighed.
 *
 * @param temperature tau, of the contrastive terms and of distillation, 0.001 to 1000: beyond,
 *     float32 has nothing left of what it divides
 * @param contrastWeight lambda, 0 to 1e38, which float32 holds, as the other weights
 * @param distillationWeight mu, at least 0
 * @param itemLoss null, as in what was written before it existed, is full
 * @param intraContrastWeight lambda of the contrast of each network with itself, at least 0; null
 *     is {@code contrastWeight}
 * @param crossContrastWeight lambda of the contrast between networks, at least 0; null is {@code
 *     contrastWeight}
 * @param attributeWeight of the attribute loss, at least 0; null is the paper's 1
 */
public record LossConfiguration(
    double temperature,
    double contrastWeight,
    double distillationWeight,
    ItemLossConfiguration itemLoss,
    Double intraContrastWeight,
    Double crossContrastWeight,
    Double attributeWeight) {
  public LossConfiguration {
    intraContrastWeight = intraContrastWeight == null ? contrastWeight : intraContrastWeight;
    crossContrastWeight = crossContrastWeight == null ? contrastWeight : crossContrastWeight;
    attributeWeight = attributeWeight == null ? 1 : attributeWeight;
    itemLoss = itemLoss == null ? ItemLossConfiguration.FULL : itemLoss;
    Violations violations =
        new Violations()
            .require(
                temperature >= 0.001 && temperature <= 1000,
                "temperature",
                temperature,
                "0.001 to 1000");
    requireWeight(violations, "contrast_weight", contrastWeight);
    requireWeight(violations, "distillation_weight", distillationWeight);
    requireWeight(violations, "intra_contrast_weight", intraContrastWeight);
    requireWeight(violations, "cross_contrast_weight", crossContrastWeight);
    requireWeight(violations, "attribute_weight", attributeWeight);
    violations.throwIfAny();
  }

  private static void requireWeight(Violations violations, String field, double weight) {
    violations.require(weight >= 0 && weight <= 1e38, field, weight, "0 to 1e38");
  }

  /** As the paper weighs: both contrasts alike, and the attribute loss by 1. */
  public LossConfiguration(
      double temperature,
      double contrastWeight,
      double distillationWeight,
      ItemLossConfiguration itemLoss) {
    this(
        temperature,
        contrastWeight,
        distillationWeight,
        itemLoss,
        contrastWeight,
        contrastWeight,
        1.0);
  }
}
