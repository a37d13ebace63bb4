package io.emkd.grpc.evaluation;

import com.google.protobuf.util.Durations;
import io.emkd.domain.evaluation.Comparison;
import io.emkd.domain.evaluation.EvaluateEnsemble;
import io.emkd.domain.evaluation.ListMetrics;
import io.emkd.domain.evaluation.MetricSlice;
import io.emkd.grpc.model.ModelMessages;
import io.emkd.v1.CandidateProtocol;
import io.emkd.v1.EvaluateResponse;
import io.emkd.v1.RankingMetrics;
import io.emkd.v1.RequirementOutcome;
import io.emkd.v1.SliceProperty;
import io.emkd.v1.Split;
import java.time.Duration;
import java.util.Map;

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
            .setDataset(report.dataset())
            .setSplit(Split.valueOf("SPLIT_" + asked.split()))
            .setCandidates(CandidateProtocol.valueOf("CANDIDATE_PROTOCOL_" + asked.candidates()))
            .setMetrics(metrics(report.metrics().users(), report.metrics().values()))
            .setUnknownItems(report.unknownItems())
            .setPassed(report.passed())
            .setDuration(Durations.fromNanos(duration.toNanos()));
    report
        .baselines()
        .forEach(
            (name, metrics) ->
                response.putBaselines(name, metrics(metrics.users(), metrics.values())));
    for (MetricSlice slice : report.slices()) {
      response.addSlices(
          io.emkd.v1.MetricSlice.newBuilder()
              .setProperty(SliceProperty.valueOf("SLICE_PROPERTY_" + slice.property()))
              .setLowest(slice.lowest())
              .setHighest(slice.highest())
              .setMetrics(metrics(slice.metrics().users(), slice.metrics().values())));
    }
    report.lists().ifPresent(lists -> response.setLists(lists(lists)));
    report.baselineLists().forEach((name, lists) -> response.putBaselineLists(name, lists(lists)));
    for (EvaluateEnsemble.Outcome outcome : report.outcomes()) {
      response.addOutcomes(
          RequirementOutcome.newBuilder()
              .setRequirement(outcome.requirement().toString())
              .setValue(outcome.value())
              .setThreshold(outcome.requirement().threshold())
              .setPassed(outcome.held()));
    }
    report.comparison().ifPresent(found -> response.setComparison(comparison(found, models)));
    return response.build();
  }

  private static io.emkd.v1.Comparison comparison(Comparison found, ModelMessages models) {
    return io.emkd.v1.Comparison.newBuilder()
        .setOther(models.of(found.other()))
        .setMetric(found.requirement().metric().toString())
        .setUsers(found.users())
        .setValue(found.value())
        .setOtherValue(found.otherValue())
        .setDifference(found.difference())
        .setLowestDifference(found.interval().lowest())
        .setHighestDifference(found.interval().highest())
        .setTolerance(found.requirement().tolerance())
        .setConfidence(found.requirement().confidence())
        .setPassed(found.held())
        .build();
  }

  private static io.emkd.v1.ListMetrics lists(ListMetrics lists) {
    io.emkd.v1.ListMetrics.Builder message =
        io.emkd.v1.ListMetrics.newBuilder()
            .setLength(lists.length())
            .setItemCoverage(lists.itemCoverage())
            .setGiniIndex(lists.giniIndex())
            .setAveragePopularity(lists.averagePopularity())
            .setHistoryPopularity(lists.historyPopularity());
    lists.miscalibration().ifPresent(message::setMiscalibration);
    return message.build();
  }

  private static RankingMetrics metrics(int users, Map<String, Double> values) {
    return RankingMetrics.newBuilder().setUsers(users).putAllValues(values).build();
  }
}
