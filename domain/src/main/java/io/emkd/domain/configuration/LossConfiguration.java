package io.emkd.domain.configuration;

import io.emkd.domain.error.Violations;

/**
 * How the loss terms are weighed.
 *
 * @param temperature tau, of the contrastive terms and of distillation, positive
 * @param contrastWeight lambda, at least 0
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
        .require(
            intraContrastWeight >= 0 && Double.isFinite(intraContrastWeight),
            "intra_contrast_weight",
            intraContrastWeight,
            "at least 0")
        .require(
            crossContrastWeight >= 0 && Double.isFinite(crossContrastWeight),
            "cross_contrast_weight",
            crossContrastWeight,
            "at least 0")
        .require(
            attributeWeight >= 0 && Double.isFinite(attributeWeight),
            "attribute_weight",
            attributeWeight,
            "at least 0")
        .throwIfAny();
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
