package io.emkd.domain.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.emkd.domain.error.InvalidInputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RankingMetricsTest {
  @Test
  void aConstantScorerRanksLast() {
    assertThat(Ranks.of(new double[11], 4, new int[0])).isEqualTo(10);
  }

  @Test
  void aScoreThatIsNotANumberCountsAgainstTheModel() {
    assertThat(Ranks.of(new double[] {0, 5, Double.NaN, 1}, 1, new int[0])).isEqualTo(2);
    assertThat(Ranks.of(new double[] {0, 5, Double.NaN, 1}, 2, new int[0])).isEqualTo(3);
  }

  @Test
  void excludedItemsDoNotCompeteButTheTargetAlwaysDoes() {
    double[] scores = {9, 5, 4, 3};
    assertThat(Ranks.of(scores, 3, new int[] {1})).isEqualTo(2);
    assertThat(Ranks.of(scores, 3, new int[] {1, 3})).isEqualTo(2);
  }

  @Test
  void onlyTheInputWindowIsExcluded() {
    assertThat(CandidateProtocol.UNSEEN.excluded(new int[] {1, 2, 3, 4}, 3)).containsExactly(3, 4);
    assertThat(CandidateProtocol.FULL.excluded(new int[] {1, 2, 3, 4}, 3)).isEmpty();
  }

  @Test
  void theWholeHistoryIsExcludedWhereThatIsTheProtocol() {
    assertThat(CandidateProtocol.UNSEEN_HISTORY.excluded(new int[] {1, 2, 3, 2}, 3))
        .containsExactlyInAnyOrder(1, 2, 3);
  }

  @Test
  void metricsAreThoseOfTheSpecification() {
    RankingMetrics metrics = RankingMetrics.of(new int[] {1, 3, 20}, List.of(10));
    assertThat(metrics.value("HR@10")).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(metrics.value("NDCG@10")).isCloseTo((1 + 0.5) / 3, within(1e-12));
    assertThat(metrics.value("MRR")).isCloseTo((1 + 1 / 3.0 + 1 / 20.0) / 3, within(1e-12));
  }

  @Test
  void aRequirementHoldsFromItsThresholdOn() {
    MetricRequirement requirement = MetricRequirement.parse("NDCG@10>=0.05");
    assertThat(requirement.holds(0.05)).isTrue();
    assertThat(requirement.holds(0.0499)).isFalse();
    assertThat(requirement.holds(Double.NaN)).isFalse();
    assertThat(requirement.cutoff()).isEqualTo(10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"NDCG>=0.1", "HR@0>=0.1", "HR@10=0.1", "HR@10>=2", "HR@10>=", "", "MRR>=-1"})
  void aRequirementThatCannotBeIsRefused(String text) {
    assertThatThrownBy(() -> MetricRequirement.parse(text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("requirements is '" + text + "'");
  }
}
