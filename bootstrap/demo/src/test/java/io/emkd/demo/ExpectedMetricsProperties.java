package io.emkd.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.emkd.domain.evaluation.RankingMetrics;
import io.emkd.domain.evaluation.Ranks;
import io.emkd.domain.evaluation.baseline.Baseline;
import io.emkd.domain.evaluation.baseline.MarkovBaseline;
import io.emkd.domain.evaluation.baseline.PopularityBaseline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ExpectedMetricsProperties {
  private static final List<Integer> CUTOFFS = List.of(1, 2, 10);

  private final FilmCatalogue catalogue = new FilmCatalogue();
  private final ViewerModel model = new ViewerModel(catalogue);

  @Example
  void aRankIsWorthItsProbability() {
    ExpectedMetrics optimum =
        ExpectedMetrics.optimum(List.of(new double[] {0, 0.2, 0, 0.5, 0.3}), List.of(1, 2));
    assertThat(optimum.means().get("HR@1")).isCloseTo(0.5, within(1e-12));
    assertThat(optimum.means().get("HR@2")).isCloseTo(0.8, within(1e-12));
    assertThat(optimum.means().get("NDCG@2"))
        .isCloseTo(0.5 + 0.3 / (Math.log(3) / Math.log(2)), within(1e-12));
    assertThat(optimum.means().get("MRR")).isCloseTo(0.5 + 0.3 / 2 + 0.2 / 3, within(1e-12));
    assertThat(optimum.deviations().get("HR@1")).isCloseTo(0.5, within(1e-12));
  }

  @Example
  void twiceTheViewersDeviateLess() {
    double[] one = {0, 0.5, 0.5};
    assertThat(
            ExpectedMetrics.optimum(List.of(one, one, one, one), List.of(1))
                .deviations()
                .get("HR@1"))
        .isCloseTo(0.25, within(1e-12));
  }

  @Property(tries = 200)
  void noScoresExpectMoreThanTheProbabilitiesThemselves(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<double[]> distributions = new ArrayList<>();
    List<double[]> scores = new ArrayList<>();
    for (int viewer = 0; viewer < 3; viewer++) {
      double[] weights = random.doubles(30).map(x -> Math.pow(x, 4)).toArray();
      weights[0] = 0;
      double total = Arrays.stream(weights).sum();
      distributions.add(Arrays.stream(weights).map(w -> w / total).toArray());
      scores.add(random.doubles(30).toArray());
    }
    ExpectedMetrics optimum = ExpectedMetrics.optimum(distributions, CUTOFFS);
    ExpectedMetrics.of(distributions, scores, CUTOFFS)
        .means()
        .forEach(
            (name, mean) ->
                assertThat(mean).as(name).isLessThanOrEqualTo(optimum.means().get(name) + 1e-12));
  }

  @Example
  void theOptimumIsAboveMarkovAndMarkovAbovePopularity() {
    List<int[]> sequences = model.sequences(2000, 1);
    List<int[]> histories = histories(sequences);
    List<double[]> distributions = histories.stream().map(model::next).toList();
    var optimum = ExpectedMetrics.optimum(distributions, CUTOFFS).means();
    var markov =
        expected(new MarkovBaseline(histories, catalogue.size()), histories, distributions);
    var popularity =
        expected(new PopularityBaseline(histories, catalogue.size()), histories, distributions);
    for (String name : optimum.keySet()) {
      assertThat(optimum.get(name)).as(name).isGreaterThan(markov.get(name));
      assertThat(markov.get(name)).as(name).isGreaterThan(popularity.get(name));
    }
  }

  private static Map<String, Double> expected(
      Baseline baseline, List<int[]> histories, List<double[]> distributions) {
    List<double[]> scores = histories.stream().map(baseline::scores).toList();
    return ExpectedMetrics.of(distributions, scores, CUTOFFS).means();
  }

  @Example
  void whatIsDrawnComesOutAsExpected() {
    List<int[]> sequences = model.sequences(2000, 2);
    List<int[]> histories = histories(sequences);
    List<double[]> distributions = histories.stream().map(model::next).toList();
    ExpectedMetrics optimum = ExpectedMetrics.optimum(distributions, CUTOFFS);
    int[] ranks = new int[sequences.size()];
    for (int v = 0; v < ranks.length; v++) {
      int[] sequence = sequences.get(v);
      ranks[v] = Ranks.of(distributions.get(v), sequence[sequence.length - 1], histories.get(v));
    }
    RankingMetrics drawn = RankingMetrics.of(ranks, CUTOFFS);
    optimum
        .means()
        .forEach(
            (name, mean) ->
                assertThat(drawn.value(name))
                    .as(name)
                    .isCloseTo(mean, within(4 * optimum.deviations().get(name))));
  }

  private static List<int[]> histories(List<int[]> sequences) {
    return sequences.stream().map(s -> Arrays.copyOf(s, s.length - 1)).toList();
  }
}
