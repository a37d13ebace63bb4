package io.emkd.domain.configuration;

import io.emkd.domain.error.Violations;

/**
 * How training sequences become views, and what is asked for in them.
 *
 * @param maskedViews M, views of each sequence a step, 1 to 64
 * @param maskProbability p, in (0, 1)
 * @param windowStep s, the distance of neighbouring windows of one sequence, at least 1
 * @param atLeastOneMask whether a view that would have no masked item has one all the same; null,
 *     as in what was written before it existed, is false
 * @param prefixShare the share of views that end in the only item that is masked, in [0, 1]; null,
 *     as in what was written before it existed, is 0
 * @param objective null, as in what was written before it existed, is masked; with next_item
 *     nothing is masked, and all but {@code maskedViews} and {@code windowStep} means nothing
 */
public record MaskingConfiguration(
    int maskedViews,
    double maskProbability,
    int windowStep,
    Boolean atLeastOneMask,
    Double prefixShare,
    Objective objective) {
  public MaskingConfiguration {
    atLeastOneMask = atLeastOneMask != null && atLeastOneMask;
    prefixShare = prefixShare == null ? 0 : prefixShare;
    objective = objective == null ? Objective.MASKED : objective;
    new Violations()
        .require(maskedViews >= 1 && maskedViews <= 64, "masked_views", maskedViews, "1 to 64")
        .require(
            maskProbability > 0 && maskProbability < 1,
            "mask_probability",
            maskProbability,
            "greater than 0 and less than 1")
        .require(windowStep >= 1, "window_step", windowStep, "at least 1")
        .require(
            prefixShare >= 0 && prefixShare <= 1,
            "prefix_share",
            prefixShare,
            "at least 0 and at most 1")
        .throwIfAny();
  }

  /** As the paper masks: no view has to have a masked item, and none is a prefix. */
  public MaskingConfiguration(int maskedViews, double maskProbability, int windowStep) {
    this(maskedViews, maskProbability, windowStep, false, 0.0, Objective.MASKED);
  }

  /**
   * Returns how many items a view of a whole window asks for, on average.
   *
   * @param length T
   */
  public double expectedMasked(int length) {
    if (objective == Objective.NEXT_ITEM) {
      return length - 1;
    }
    double none = Math.pow(1 - maskProbability, length);
    double drawn = length * maskProbability + (atLeastOneMask ? none : 0);
    return prefixShare + (1 - prefixShare) * drawn;
  }
}
