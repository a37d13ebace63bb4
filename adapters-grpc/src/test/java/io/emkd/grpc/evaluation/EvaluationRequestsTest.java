package io.emkd.grpc.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.emkd.domain.dataset.Split;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Violation;
import io.emkd.domain.evaluation.CandidateProtocol;
import io.emkd.domain.evaluation.EvaluateEnsemble;
import io.emkd.domain.evaluation.MetricRequirement;
import io.emkd.domain.evaluation.NotWorseThan;
import io.emkd.domain.evaluation.RankMetric;
import io.emkd.domain.registry.ModelReference;
import io.emkd.v1.EvaluateRequest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client asks an evaluation for. */
class EvaluationRequestsTest {
  @Test
  void whatARequestLeavesOutHasADefault() {
    assertThat(EvaluationRequests.request(EvaluateRequest.newBuilder().setModel("shop").build()))
        .isEqualTo(
            new EvaluateEnsemble.Request(
                new ModelReference("shop", 0),
                "",
                Split.TEST,
                CandidateProtocol.UNSEEN,
                List.of(5, 10),
                List.of(),
                false,
                false,
                0,
                Optional.empty()));
  }

  @Test
  void whatARequestSaysIsKept() {
    EvaluateRequest request =
        EvaluateRequest.newBuilder()
            .setModel("shop@2")
            .setDataset("films")
            .setSplitValue(1)
            .setCandidatesValue(2)
            .addCutoffs(3)
            .addRequirements("NDCG@10 >= 0.05")
            .setBaselines(true)
            .setSlices(true)
            .setListLength(20)
            .build();

    assertThat(EvaluationRequests.request(request))
        .isEqualTo(
            new EvaluateEnsemble.Request(
                new ModelReference("shop", 2),
                "films",
                Split.VALIDATION,
                CandidateProtocol.FULL,
                List.of(3),
                List.of(new MetricRequirement("NDCG@10", ">=", 0.05)),
                true,
                true,
                20,
                Optional.empty()));
  }

  private static NotWorseThan notWorseThan(io.emkd.v1.NotWorseThan.Builder asked) {
    return EvaluationRequests.request(
            EvaluateRequest.newBuilder().setModel("shop@2").setNotWorseThan(asked).build())
        .notWorseThan()
        .orElseThrow();
  }

  @Test
  void aComparisonIsWithTheServingVersionInNdcgUnlessItSaysOtherwise() {
    assertThat(notWorseThan(io.emkd.v1.NotWorseThan.newBuilder()))
        .isEqualTo(
            new NotWorseThan(
                new ModelReference("shop", 0), RankMetric.parse("NDCG@10"), 0, 0.95, 0));
    assertThat(
            notWorseThan(
                io.emkd.v1.NotWorseThan.newBuilder()
                    .setModel("films@stable")
                    .setMetric("MRR")
                    .setTolerance(0.002)
                    .setConfidence(0.9)
                    .setSeed(7)))
        .isEqualTo(
            new NotWorseThan(
                new ModelReference("films", 0, "stable"), RankMetric.parse("MRR"), 0.002, 0.9, 7));
  }

  @Test
  void whatIsWrongWithAComparisonIsToldByItsPlace() {
    InvalidInputException refused =
        catchThrowableOfType(
            InvalidInputException.class,
            () -> notWorseThan(io.emkd.v1.NotWorseThan.newBuilder().setTolerance(2)));
    assertThat(refused).hasMessage("not_worse_than.tolerance is 2.0 but must be 0 to 1");
  }

  @Test
  void everythingWrongWithARequestIsToldAtOnce() {
    InvalidInputException refused =
        catchThrowableOfType(
            InvalidInputException.class,
            () ->
                EvaluationRequests.request(
                    EvaluateRequest.newBuilder()
                        .setModel("Not a name")
                        .addRequirements("better")
                        .addCutoffs(0)
                        .addCutoffs(1001)
                        .build()));

    assertThat(refused.violations())
        .extracting(Violation::field)
        .containsExactly("model", "requirements", "cutoffs", "cutoffs");
  }

  @Test
  void thereAreNoMoreCutoffsAndRequirementsThanMayBe() {
    InvalidInputException refused =
        catchThrowableOfType(
            InvalidInputException.class,
            () ->
                EvaluationRequests.request(
                    EvaluateRequest.newBuilder()
                        .setModel("shop")
                        .addAllCutoffs(Collections.nCopies(101, 5))
                        .addAllRequirements(Collections.nCopies(101, "MRR>0"))
                        .build()));

    assertThat(refused)
        .hasMessage(
            "cutoffs is 101 of them but must be at most 100; requirements is 101 of them but must"
                + " be at most 100");
  }

  @Test
  void whatTheProtocolDoesNotNameIsRefusedByItsNumber() {
    EvaluateRequest.Builder request = EvaluateRequest.newBuilder().setModel("shop");

    assertThatThrownBy(() -> EvaluationRequests.request(request.setSplitValue(9).build()))
        .hasMessage("split is 9 but must be 1, validation, or 2, test");
    assertThatThrownBy(
            () ->
                EvaluationRequests.request(request.setSplitValue(0).setCandidatesValue(9).build()))
        .hasMessage("candidates is 9 but must be 1, unseen, 2, full, or 3, unseen_history");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 101})
  void listsOfNoLengthAndOfTooMuchAreRefused(int length) {
    EvaluateRequest request =
        EvaluateRequest.newBuilder().setModel("shop").setListLength(length).build();

    assertThatThrownBy(() -> EvaluationRequests.request(request))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("list_length")
        .hasMessageContaining("1 to 100");
  }
}
