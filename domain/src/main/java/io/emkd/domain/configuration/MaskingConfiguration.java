package io.emkd.domain.configuration;

import io.emkd.domain.error.Violations;

/**
 * How training sequences become masked views.
 *
 * @param maskedViews M, views of each sequence a step, 1 to 64
 * @param maskProbability p, in (0, 1)
 * @param windowStep s, the distance of neighbouring windows of one sequence, at least 1
 */
public record MaskingConfiguration(int maskedViews, double maskProbability, int windowStep) {
  public MaskingConfiguration {
    new Violations()
        .require(maskedViews >= 1 && maskedViews <= 64, "masked_views", maskedViews, "1 to 64")
        .require(
            maskProbability > 0 && maskProbability < 1,
            "mask_probability",
            maskProbability,
            "greater than 0 and less than 1")
        .require(windowStep >= 1, "window_step", windowStep, "at least 1")
        .throwIfAny();
  }
}
