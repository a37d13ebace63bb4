package io.emkd.domain.evaluation;

import io.emkd.domain.error.Violations;
import io.emkd.domain.registry.ModelReference;

/**
 * Requires that a model ranks the same users not worse than another version. It fails where the
 * whole interval of the difference lies below the tolerance: what may as well be chance does not
 * fail.
 *
 * @param other the version beside which the model stands
 * @param tolerance by how much the metric may be lower, in [0, 1]
 * @param confidence of the interval, in [0.5, 0.99]
 * @param seed of the interval's resamples
 */
public record NotWorseThan(
    ModelReference other, RankMetric metric, double tolerance, double confidence, long seed) {
  /**
   * @throws io.emkd.domain.error.InvalidInputException with every violation
   */
  public NotWorseThan {
    new Violations()
        .require(tolerance >= 0 && tolerance <= 1, "tolerance", tolerance, "0 to 1")
        .require(confidence >= 0.5 && confidence <= 0.99, "confidence", confidence, "0.5 to 0.99")
        .throwIfAny();
  }
}
