package io.emkd.grpc.evaluation;

import com.google.protobuf.util.Durations;
import io.emkd.domain.evaluation.EvaluateEnsemble;
import io.emkd.domain.evaluation.RankingMetrics;
import io.emkd.grpc.model.ModelMessages;
import io.emkd.v1.CandidateProtocol;
import io.emkd.v1.EvaluateResponse;
import io.emkd.v1.RequirementOutcome;
import io.emkd.v1.Split;
import java.time.Duration;

/** What an evaluation found, as messages. */
final class EvaluationMessages {
  private EvaluationMessages() {}

  static EvaluateResponse response(
      EvaluateEnsemble.Request asked,
      EvaluateEnsemble.Report report,
      ModelMessages models,
      Duration duration) {
    EvaluateResponse.Builder response =
        EvaluateResponse.newBuilder()
            .setModel(models.of(report.model()))
            .setDataset(asked.dataset())
            .setSplit(Split.valueOf("SPLIT_" + asked.split()))
            .setCandidates(CandidateProtocol.valueOf("CANDIDATE_PROTOCOL_" + asked.candidates()))
            .setMetrics(metrics(report.metrics()))
            .setUnknownItems(report.unknownItems())
            .setPassed(report.passed())
            .setDuration(Durations.fromNanos(duration.toNanos()));
    report.baselines().forEach((name, metrics) -> response.putBaselines(name, metrics(metrics)));
    for (EvaluateEnsemble.Outcome outcome : report.outcomes()) {
      response.addOutcomes(
          RequirementOutcome.newBuilder()
              .setRequirement(outcome.requirement().toString())
              .setValue(outcome.value())
              .setPassed(outcome.held()));
    }
    return response.build();
  }

  private static io.emkd.v1.RankingMetrics metrics(RankingMetrics metrics) {
    return io.emkd.v1.RankingMetrics.newBuilder()
        .setUsers(metrics.users())
        .putAllValues(metrics.values())
        .build();
  }
}
