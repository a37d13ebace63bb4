package io.emkd.grpc.call;

import io.emkd.domain.error.Violations;

/**
 * How many of the calls that take long, or stay open, may be under way at once.
 *
 * @param evaluationsAtOnce Evaluate
 * @param datasetReadsAtOnce GetDataset, which reads the whole dataset
 * @param watchersAtOnce Train, ResumeTraining and WatchTraining together
 * @param bulkStreamsAtOnce StreamRecommend and StreamInteractions, each
 */
public record CallLimits(
    int evaluationsAtOnce, int datasetReadsAtOnce, int watchersAtOnce, int bulkStreamsAtOnce) {
  /**
   * @throws io.emkd.domain.error.InvalidInputException naming every limit out of range
   */
  public CallLimits {
    Violations violations = new Violations();
    atLeastOne(violations, "limits.evaluations_at_once", evaluationsAtOnce);
    atLeastOne(violations, "limits.dataset_reads_at_once", datasetReadsAtOnce);
    atLeastOne(violations, "limits.watchers_at_once", watchersAtOnce);
    atLeastOne(violations, "limits.bulk_streams_at_once", bulkStreamsAtOnce);
    violations.throwIfAny();
  }

  private static void atLeastOne(Violations violations, String setting, int value) {
    violations.require(value >= 1, setting, value, "at least 1");
  }
}
