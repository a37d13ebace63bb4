package io.emkd.domain.recommendation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.dataset.ItemPopularity;
import io.emkd.domain.ensemble.FixedScoresEngine;
import io.emkd.domain.error.CapacityException;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.registry.ShopModels;
import io.emkd.domain.serving.ScoringLimits;
import io.emkd.domain.serving.ServedModels;
import io.emkd.domain.serving.ServingObserver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Batches of histories, over a version in memory. */
class AnswerHistoriesTest {
  private static final ModelReference SHOP = new ModelReference("shop", 0);
  private static final int ITEMS = 9;

  private final ServedModels models =
      new ServedModels(
          new ShopModels(
              new ItemCatalogue(
                  IntStream.rangeClosed(1, ITEMS)
                      .mapToObj(i -> new Item("i" + i, "", List.of()))
                      .toList()),
              new ItemPopularity(new int[] {0, 1, 2, 9, 4, 5, 6, 7, 8, 3})),
          new FixedScoresEngine(ITEMS),
          new ScoringLimits(8, 40, Duration.ofSeconds(30)),
          1,
          ServingObserver.NONE);
  private final RecommendItems recommend =
      new RecommendItems(null, models, new InactiveItems(new EveryItemActive()));
  private final AnswerHistories answers = new AnswerHistories(null, models, recommend);

  @AfterEach
  void close() {
    models.close();
  }

  private static AnswerHistories.Request asked(
      ModelReference model, ColdStart coldStart, List<History> histories) {
    return new AnswerHistories.Request(
        model, histories, Optional.of(Selection.best(3)), true, coldStart, OptionalLong.empty());
  }

  private List<AnswerHistories.Row> rows(History... histories) throws Exception {
    return answers
        .answer(asked(SHOP, ColdStart.POPULARITY, List.of(histories)))
        .get(10, TimeUnit.SECONDS)
        .rows();
  }

  @Test
  void eachRowIsWhatTheOtherUseCasesAnswer() throws Exception {
    History first = History.ofItems(List.of("i1", "hat"));
    History second = History.ofItems(List.of("i2", "i5"));
    List<AnswerHistories.Row> rows = rows(first, second);

    List<History> histories = List.of(first, second);
    for (int row = 0; row < 2; row++) {
      var alone =
          recommend
              .recommend(
                  new RecommendItems.Request(
                      SHOP,
                      histories.get(row),
                      Selection.best(3),
                      ColdStart.POPULARITY,
                      OptionalLong.empty()))
              .join();
      assertThat(rows.get(row).recommendation().orElseThrow().items())
          .usingRecursiveComparison()
          .isEqualTo(alone.items());
      var encoded =
          new EncodeHistory(null, models)
              .encode(SHOP, histories.get(row), OptionalLong.empty())
              .join();
      assertThat(rows.get(row).networkStates().orElseThrow())
          .isDeepEqualTo(encoded.networkStates());
    }
    assertThat(rows).extracting(AnswerHistories.Row::unknownItems).containsExactly(1, 0);
    assertThat(rows).extracting(AnswerHistories.Row::coldStart).containsOnly(false);
  }

  @Test
  void whoDidNothingOrNothingKnownGetsWhatIsPopularAndNoEncoding() throws Exception {
    List<AnswerHistories.Row> rows =
        rows(
            History.ofItems(List.of()),
            History.ofItems(List.of("hat")),
            History.ofItems(List.of("i1")));

    assertThat(rows).extracting(AnswerHistories.Row::coldStart).containsExactly(true, true, false);
    for (AnswerHistories.Row cold : rows.subList(0, 2)) {
      assertThat(cold.networkStates()).isEmpty();
      assertThat(cold.recommendation().orElseThrow().items())
          .extracting(scored -> scored.item().id())
          .containsExactly("i3", "i8", "i7");
    }
  }

  @Test
  void aColdStartThatIsRefusedRefusesTheBatch() {
    for (List<String> cold : List.of(List.<String>of(), List.of("hat"))) {
      List<History> batch = List.of(History.ofItems(List.of("i1")), History.ofItems(cold));
      assertThatThrownBy(() -> answers.answer(asked(SHOP, ColdStart.REFUSE, batch)).join())
          .hasCauseInstanceOf(UnmetPreconditionException.class)
          .hasMessageContaining("that model shop@1 knows");
    }
  }

  @Test
  void whatIsNotAskedForIsNotThere() {
    AnswerHistories.Row row =
        answers
            .answer(
                new AnswerHistories.Request(
                    SHOP,
                    List.of(History.ofItems(List.of("i1"))),
                    Optional.empty(),
                    false,
                    ColdStart.POPULARITY,
                    OptionalLong.empty()))
            .join()
            .rows()
            .get(0);
    assertThat(row.recommendation()).isEmpty();
    assertThat(row.networkStates()).isEmpty();
  }

  @Test
  void oneRowThatIsWrongFailsAllOfThem() {
    List<History> batch =
        List.of(History.ofItems(List.of("i1")), History.ofItems(List.of("\u0000")));
    assertThatThrownBy(() -> answers.answer(asked(SHOP, ColdStart.POPULARITY, batch)).join())
        .hasCauseInstanceOf(InvalidInputException.class);
  }

  /** Forty may wait. Whoever is told of the refusal finds the places free, each time. */
  @RepeatedTest(20)
  void aBatchThatTheQueueHasNoRoomForIsRefusedAndLeavesItsPlaces() throws Exception {
    List<History> many =
        Stream.generate(() -> History.ofItems(List.of("i1"))).limit(20_000).toList();
    assertThatThrownBy(() -> answers.answer(asked(SHOP, ColdStart.POPULARITY, many)).join())
        .hasCauseInstanceOf(CapacityException.class);
    assertThat(rows(many.get(0), many.get(1))).hasSize(2);
  }
}
