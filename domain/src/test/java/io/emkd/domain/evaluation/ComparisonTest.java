package io.emkd.domain.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.configuration.Preset;
import io.emkd.domain.dataset.DatasetSummary;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.registry.ModelReference;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComparisonTest {
  private static final ModelManifest MANIFEST =
      new ModelManifest(
          "shop",
          1,
          "",
          Instant.EPOCH,
          "shop",
          new DatasetSummary(0, 0, 0, 0),
          "",
          Preset.SMALL.configuration(),
          0,
          Map.of(),
          Map.of());

  private static NotWorseThan requirement(double tolerance) {
    return new NotWorseThan(
        new ModelReference("shop", 1), RankMetric.parse("HR@1"), tolerance, 0.95, 0);
  }

  private static Comparison of(double tolerance, int[] ranks, int[] others) {
    return Comparison.of(requirement(tolerance), MANIFEST, ranks, others, () -> false);
  }

  @Test
  void onlyUsersWhoseItemBothKnowAreCompared() {
    Comparison found = of(0, new int[] {1, 2, 0, 1}, new int[] {2, 0, 1, 1});
    assertThat(found.users()).isEqualTo(2);
    assertThat(found.value()).isEqualTo(1);
    assertThat(found.otherValue()).isEqualTo(0.5);
    assertThat(found.difference()).isEqualTo(0.5);
    assertThatThrownBy(() -> of(0, new int[] {1, 0}, new int[] {0, 1}))
        .isInstanceOfSatisfying(
            UnmetPreconditionException.class,
            unmet -> assertThat(unmet.type()).isEqualTo("NOTHING_TO_COMPARE"));
  }

  @Test
  void aVersionIsNotWorseThanItself() {
    Comparison itself = of(0, new int[] {1, 5, 2}, new int[] {1, 5, 2});
    assertThat(itself.held()).isTrue();
    assertThat(itself.margin()).isZero();
  }

  @Test
  void aLossForAllUsersFailsUnlessItIsTolerated() {
    int[] right = {1, 1, 1};
    int[] wrong = {2, 2, 2};
    assertThat(of(0.9, wrong, right).held()).isFalse();
    assertThat(of(0.75, wrong, right).margin()).isEqualTo(-0.25);
    assertThat(of(1, wrong, right).held()).isTrue();
    assertThat(of(0, right, wrong).held()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "HR@3, 3, 1",
    "HR@3, 4, 0",
    "NDCG@10, 1, 1",
    "NDCG@10, 3, 0.5",
    "NDCG@10, 11, 0",
    "MRR, 4, 0.25"
  })
  void aRankIsWorthWhatTheSpecificationSays(String metric, int rank, double worth) {
    assertThat(RankMetric.parse(metric).of(rank)).isEqualTo(worth);
    assertThat(RankMetric.parse(metric)).hasToString(metric);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "NDCG", "HR@0", "mrr", "NDCG@10>=0.1"})
  void whatIsNoMetricIsRefused(String text) {
    assertThatThrownBy(() -> RankMetric.parse(text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("metric is '" + text + "' but must be HR@K, NDCG@K or MRR");
  }

  @ParameterizedTest
  @CsvSource({"-0.1, 0.95", "1.1, 0.95", "NaN, 0.95", "0, 0.4", "0, 1", "0, NaN"})
  void toleranceAndConfidenceHaveRanges(double tolerance, double confidence) {
    assertThatThrownBy(
            () ->
                new NotWorseThan(
                    new ModelReference("shop", 1),
                    RankMetric.parse("MRR"),
                    tolerance,
                    confidence,
                    0))
        .isInstanceOf(InvalidInputException.class);
  }
}
