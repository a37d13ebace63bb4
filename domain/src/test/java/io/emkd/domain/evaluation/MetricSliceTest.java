package io.emkd.domain.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.emkd.domain.dataset.EvaluationCase;
import io.emkd.domain.dataset.ItemPopularity;
import io.emkd.domain.evaluation.MetricSlice.Property;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricSliceTest {
  private static MetricSlice ofLength(int length) {
    return MetricSlice.of(
            List.of(new EvaluationCase(new int[length], 1)),
            new int[] {1},
            new ItemPopularity(new int[] {0, 3}),
            List.of(10))
        .get(0);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "1, 1, 1",
    "2, 2, 4",
    "4, 2, 4",
    "5, 5, 9",
    "10, 10, 19",
    "20, 20, 49",
    "99, 50, 99",
    "100, 100, 199",
    "1999, 1000, 1999",
    "5000, 5000, 9999",
  })
  void boundsAreThoseOfTheSeries(int length, int lowest, int highest) {
    assertThat(ofLength(length).property()).isEqualTo(Property.HISTORY_LENGTH);
    assertThat(ofLength(length).lowest()).isEqualTo(lowest);
    assertThat(ofLength(length).highest()).isEqualTo(highest);
  }

  @Test
  void theLastSliceGoesToTheGreatestNumber() {
    MetricSlice popular =
        MetricSlice.of(
                List.of(new EvaluationCase(new int[] {1}, 1)),
                new int[] {1},
                new ItemPopularity(new int[] {0, Integer.MAX_VALUE}),
                List.of(10))
            .get(1);
    assertThat(popular.property()).isEqualTo(Property.TARGET_POPULARITY);
    assertThat(popular.lowest()).isEqualTo(2_000_000_000);
    assertThat(popular.highest()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void eachSliceHasTheMetricsOfItsUsers() {
    List<MetricSlice> slices =
        MetricSlice.of(
            List.of(
                new EvaluationCase(new int[] {1, 2, 1}, 2),
                new EvaluationCase(new int[] {1}, 1),
                new EvaluationCase(new int[] {2, 1}, 1)),
            new int[] {1, 20, 4},
            new ItemPopularity(new int[] {0, 30, 0}),
            List.of(10));
    assertThat(slices)
        .extracting(MetricSlice::property, MetricSlice::lowest, slice -> slice.metrics().users())
        .containsExactly(
            tuple(Property.HISTORY_LENGTH, 1, 1),
            tuple(Property.HISTORY_LENGTH, 2, 2),
            tuple(Property.TARGET_POPULARITY, 0, 1),
            tuple(Property.TARGET_POPULARITY, 20, 2));
    assertThat(slices.get(0).metrics().value("MRR")).isEqualTo(1 / 20.0);
    assertThat(slices.get(1).metrics().value("MRR")).isEqualTo((1 + 0.25) / 2);
    assertThat(slices.get(2).metrics().value("HR@10")).isEqualTo(1);
  }
}
