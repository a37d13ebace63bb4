package io.emkd.domain.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.emkd.domain.dataset.CoreFilter;
import io.emkd.domain.dataset.Dataset;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.dataset.ItemPopularity;
import io.emkd.domain.dataset.ShopDatasets;
import io.emkd.domain.dataset.Split;
import io.emkd.domain.ensemble.FixedScoresEngine;
import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.registry.ShopModels;
import io.emkd.domain.serving.ScoringLimits;
import io.emkd.domain.serving.ServedModels;
import io.emkd.domain.serving.ServingObserver;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Users go through items i0 to i8 one after the other; the model does not know i8. */
class EvaluateEnsembleTest {
  private static final int KNOWN = 8;

  private final ShopDatasets datasets = new ShopDatasets();
  private final ServedModels models =
      new ServedModels(
          new ShopModels(
              new ItemCatalogue(
                  IntStream.range(0, KNOWN)
                      .mapToObj(i -> new Item("i" + i, "", List.of()))
                      .toList()),
              new ItemPopularity(new int[KNOWN + 1])),
          new FixedScoresEngine(KNOWN),
          ScoringLimits.DEFAULT,
          1,
          ServingObserver.NONE);
  private final EvaluateEnsemble evaluate = new EvaluateEnsemble(datasets, models);

  @AfterEach
  void close() {
    models.close();
  }

  private static EvaluateEnsemble.Request request(
      Split split, List<MetricRequirement> requirements, boolean baselines) {
    return request(split, requirements, baselines, false, Optional.empty());
  }

  private static EvaluateEnsemble.Request request(
      Split split,
      List<MetricRequirement> requirements,
      boolean baselines,
      boolean slices,
      Optional<NotWorseThan> notWorseThan) {
    return new EvaluateEnsemble.Request(
        new ModelReference("shop", 0),
        "shop",
        split,
        CandidateProtocol.FULL,
        List.of(1),
        requirements,
        baselines,
        slices,
        slices ? 2 : 0,
        notWorseThan);
  }

  /** Where plain Java ranks a target. */
  private static int rank(int target) {
    double[] scores = new double[KNOWN + 1];
    Arrays.setAll(scores, FixedScoresEngine::score);
    return Ranks.of(scores, target, new int[0]);
  }

  @Test
  void usersWhoseHeldOutItemTheModelDoesNotKnowAreLeftOutAndCounted() {
    EvaluateEnsemble.Report report =
        evaluate.evaluate(request(Split.TEST, List.of(), false), () -> false);
    // The users' last items are i5, i6, i7, i8 and i0.
    assertThat(report.unknownItems()).isEqualTo(1);
    assertThat(report.metrics())
        .isEqualTo(RankingMetrics.of(new int[] {rank(6), rank(7), rank(8), rank(1)}, List.of(1)));
    assertThat(report.baselines()).isEmpty();
    assertThat(report.model().name()).isEqualTo("shop");
  }

  @Test
  void theValidationHoldsOutTheItemBeforeTheLast() {
    EvaluateEnsemble.Report report =
        evaluate.evaluate(request(Split.VALIDATION, List.of(), false), () -> false);
    assertThat(report.metrics())
        .isEqualTo(RankingMetrics.of(new int[] {rank(5), rank(6), rank(7), rank(8)}, List.of(1)));
  }

  @Test
  void requirementsAreJudgedByTheirOwnMetrics() {
    EvaluateEnsemble.Report report =
        evaluate.evaluate(
            request(
                Split.TEST,
                List.of(MetricRequirement.parse("HR@8>=1"), MetricRequirement.parse("HR@1>0.9")),
                false),
            () -> false);
    assertThat(report.metrics().values()).containsKeys("HR@1", "HR@8");
    assertThat(report.outcomes())
        .extracting(EvaluateEnsemble.Outcome::held)
        .containsExactly(true, false);
    assertThat(report.passed()).isFalse();
  }

  @Test
  void baselinesAreRankedOnTheSameUsersWhereAsked() {
    EvaluateEnsemble.Report report =
        evaluate.evaluate(request(Split.TEST, List.of(), true), () -> false);
    assertThat(report.baselines())
        .containsOnlyKeys("popularity", "markov", "skip_markov", "item_knn", "sequence_knn");
    assertThat(report.baselines().values())
        .allMatch(metrics -> metrics.users() == report.metrics().users());
  }

  @Test
  void slicesTellAllUsersApartWhereAsked() {
    EvaluateEnsemble.Request alone = request(Split.TEST, List.of(), false);
    assertThat(evaluate.evaluate(alone, () -> false).slices()).isEmpty();
    EvaluateEnsemble.Report report =
        evaluate.evaluate(
            request(Split.TEST, List.of(), false, true, Optional.empty()), () -> false);
    for (MetricSlice.Property property : MetricSlice.Property.values()) {
      List<MetricSlice> slices =
          report.slices().stream().filter(slice -> slice.property() == property).toList();
      assertThat(slices).as(property.name()).isNotEmpty();
      assertThat(slices.stream().mapToInt(slice -> slice.metrics().users()).sum())
          .isEqualTo(report.metrics().users());
      assertThat(
              slices.stream()
                      .mapToDouble(slice -> slice.metrics().value("MRR") * slice.metrics().users())
                      .sum()
                  / report.metrics().users())
          .isCloseTo(report.metrics().value("MRR"), within(1e-12));
    }
  }

  @Test
  void anotherVersionIsComparedOnTheSameUsers() {
    EvaluateEnsemble.Request alone = request(Split.TEST, List.of(), false);
    NotWorseThan requirement =
        new NotWorseThan(new ModelReference("shop", 2), RankMetric.parse("MRR"), 0, 0.95, 1);
    EvaluateEnsemble.Report report =
        evaluate.evaluate(
            request(Split.TEST, List.of(), false, false, Optional.of(requirement)), () -> false);
    Comparison found = report.comparison().orElseThrow();
    assertThat(found.other().key().version()).isEqualTo(2);
    assertThat(found.users()).isEqualTo(report.metrics().users());
    assertThat(found.value()).isEqualTo(report.metrics().value("MRR"));
    // All versions of this shop rank alike.
    assertThat(found.interval()).isEqualTo(new PairedBootstrap.Interval(0, 0));
    assertThat(report.passed()).isTrue();
    assertThat(evaluate.evaluate(alone, () -> false).comparison()).isEmpty();
  }

  @Test
  void aGivenStateOfTheDatasetCountsAndNotTheDatasetAsItIs() {
    Dataset before = CoreFilter.apply(datasets.load("shop"));
    datasets.gone = true;
    assertThat(
            evaluate
                .evaluate(request(Split.TEST, List.of(), false), before, () -> false)
                .metrics()
                .users())
        .isEqualTo(4);
  }

  @Test
  void aDatasetOfWhichTheModelKnowsNothingThatIsHeldOutCannotBeEvaluated() {
    datasets.sequences.clear();
    datasets.sequences.add(new int[] {0, 1, 8});
    datasets.sequences.add(new int[] {0, 1});
    assertThatThrownBy(() -> evaluate.evaluate(request(Split.TEST, List.of(), false), () -> false))
        .isInstanceOfSatisfying(
            UnmetPreconditionException.class,
            unmet -> assertThat(unmet.type()).isEqualTo("NOTHING_TO_EVALUATE"));
  }

  @Test
  void aCancelledEvaluationEnds() {
    assertThatThrownBy(() -> evaluate.evaluate(request(Split.TEST, List.of(), false), () -> true))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void listsAreTheBestCandidatesOfEachUserByTheModelAndByEachBaseline() {
    EvaluateEnsemble.Report report =
        evaluate.evaluate(
            request(Split.TEST, List.of(), true, true, Optional.empty()), () -> false);

    ListMetrics lists = report.lists().orElseThrow();
    // The model has the same scores for everybody: each list is of the same two items.
    assertThat(lists.length()).isEqualTo(2);
    assertThat(lists.itemCoverage()).isEqualTo(2.0 / KNOWN);
    assertThat(lists.giniIndex()).isCloseTo((KNOWN - 2.0) / KNOWN, within(1e-12));
    assertThat(lists.historyPopularity()).isPositive();
    assertThat(lists.miscalibration()).isEmpty();
    assertThat(report.baselineLists().keySet()).isEqualTo(report.baselines().keySet());
    assertThat(report.baselineLists().get("popularity").itemCoverage()).isEqualTo(2.0 / KNOWN);
    assertThat(report.baselineLists().get("markov").itemCoverage()).isGreaterThan(2.0 / KNOWN);
    assertThat(report.baselineLists().get("popularity").averagePopularity())
        .isGreaterThanOrEqualTo(lists.averagePopularity());
  }

  @Test
  void listsThatNobodyAsksForAreNotMade() {
    EvaluateEnsemble.Report report =
        evaluate.evaluate(request(Split.TEST, List.of(), true), () -> false);

    assertThat(report.lists()).isEmpty();
    assertThat(report.baselineLists()).isEmpty();
  }
}
