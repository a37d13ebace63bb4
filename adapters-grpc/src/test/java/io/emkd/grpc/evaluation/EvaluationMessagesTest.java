package io.emkd.grpc.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import io.emkd.domain.dataset.Split;
import io.emkd.domain.evaluation.CandidateProtocol;
import io.emkd.domain.evaluation.Comparison;
import io.emkd.domain.evaluation.EvaluateEnsemble;
import io.emkd.domain.evaluation.ListMetrics;
import io.emkd.domain.evaluation.MetricRequirement;
import io.emkd.domain.evaluation.MetricSlice;
import io.emkd.domain.evaluation.NotWorseThan;
import io.emkd.domain.evaluation.PairedBootstrap;
import io.emkd.domain.evaluation.RankMetric;
import io.emkd.domain.evaluation.RankingMetrics;
import io.emkd.domain.registry.MemoryModels;
import io.emkd.domain.registry.ModelReference;
import io.emkd.grpc.Manifests;
import io.emkd.grpc.model.ModelMessages;
import io.emkd.v1.EvaluateResponse;
import io.emkd.v1.SliceProperty;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an evaluation found, as a client reads it. */
class EvaluationMessagesTest {
  private static final RankingMetrics METRICS = new RankingMetrics(4, Map.of("MRR", 0.5));

  private static EvaluateResponse response(Split split, CandidateProtocol candidates) {
    return EvaluationMessages.response(
        new EvaluateEnsemble.Request(
            new ModelReference("shop", 0),
            "",
            split,
            candidates,
            List.of(5),
            List.of(),
            true,
            true,
            20,
            Optional.empty()),
        new EvaluateEnsemble.Report(
            Manifests.manifest("shop", 2),
            "films",
            METRICS,
            3,
            Map.of("popularity", new RankingMetrics(4, Map.of("MRR", 0.25))),
            List.of(new MetricSlice(MetricSlice.Property.TARGET_POPULARITY, 5, 9, METRICS)),
            Optional.of(new ListMetrics(20, 0.25, 0.75, 12.5, 6.25, OptionalDouble.of(0.125))),
            Map.of("popularity", new ListMetrics(20, 0.5, 0.5, 50, 6.25, OptionalDouble.empty())),
            List.of(
                new EvaluateEnsemble.Outcome(new MetricRequirement("MRR", ">=", 0.75), 0.5, false)),
            Optional.of(
                new Comparison(
                    new NotWorseThan(
                        new ModelReference("shop", 0), RankMetric.parse("MRR"), 0.25, 0.9, 0),
                    Manifests.manifest("shop", 1),
                    3,
                    0.5,
                    0.75,
                    new PairedBootstrap.Interval(-0.375, -0.125)))),
        new ModelMessages(new MemoryModels()),
        Duration.ofMillis(1500));
  }

  @Test
  void theAnswerSaysWhatTheListsHold() {
    EvaluateResponse response = response(Split.TEST, CandidateProtocol.UNSEEN);

    assertThat(response.getLists())
        .isEqualTo(
            io.emkd.v1.ListMetrics.newBuilder()
                .setLength(20)
                .setItemCoverage(0.25)
                .setGiniIndex(0.75)
                .setAveragePopularity(12.5)
                .setHistoryPopularity(6.25)
                .setMiscalibration(0.125)
                .build());
    assertThat(response.getBaselineListsOrThrow("popularity").getAveragePopularity()).isEqualTo(50);
    assertThat(response.getBaselineListsOrThrow("popularity").hasMiscalibration()).isFalse();
  }

  @Test
  void theAnswerSaysWhatWasEvaluatedAndWhatWasFound() {
    EvaluateResponse response = response(Split.TEST, CandidateProtocol.UNSEEN);

    assertThat(response.getModel().getVersion()).isEqualTo(2);
    assertThat(response.getDataset()).isEqualTo("films");
    assertThat(response.getMetrics().getUsers()).isEqualTo(4);
    assertThat(response.getMetrics().getValuesMap()).isEqualTo(Map.of("MRR", 0.5));
    assertThat(response.getBaselinesOrThrow("popularity").getValuesMap())
        .isEqualTo(Map.of("MRR", 0.25));
    assertThat(response.getSlicesList())
        .containsExactly(
            io.emkd.v1.MetricSlice.newBuilder()
                .setProperty(SliceProperty.SLICE_PROPERTY_TARGET_POPULARITY)
                .setLowest(5)
                .setHighest(9)
                .setMetrics(response.getMetrics())
                .build());
    assertThat(response.getUnknownItems()).isEqualTo(3);
    assertThat(response.getPassed()).isFalse();
    assertThat(response.getOutcomes(0).getRequirement()).isEqualTo("MRR>=0.75");
    assertThat(response.getOutcomes(0).getValue()).isEqualTo(0.5);
    assertThat(response.getOutcomes(0).getThreshold()).isEqualTo(0.75);
    assertThat(response.getOutcomes(0).getPassed()).isFalse();
    assertThat(response.getComparison().getOther().getVersion()).isEqualTo(1);
    assertThat(response.getComparison().toBuilder().clearOther().build())
        .isEqualTo(
            io.emkd.v1.Comparison.newBuilder()
                .setMetric("MRR")
                .setUsers(3)
                .setValue(0.5)
                .setOtherValue(0.75)
                .setDifference(-0.25)
                .setLowestDifference(-0.375)
                .setHighestDifference(-0.125)
                .setTolerance(0.25)
                .setConfidence(0.9)
                .setPassed(true)
                .build());
    assertThat(response.getDuration()).isEqualTo(Durations.fromMillis(1500));
  }

  @ParameterizedTest
  @EnumSource(Split.class)
  void theSplitIsNamed(Split split) {
    assertThat(response(split, CandidateProtocol.FULL).getSplit().name())
        .isEqualTo("SPLIT_" + split.name());
  }

  @ParameterizedTest
  @EnumSource(CandidateProtocol.class)
  void theCandidatesAreNamed(CandidateProtocol candidates) {
    assertThat(response(Split.TEST, candidates).getCandidates().name())
        .isEqualTo("CANDIDATE_PROTOCOL_" + candidates.name());
  }
}
