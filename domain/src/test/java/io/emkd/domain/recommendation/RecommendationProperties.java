package io.emkd.domain.recommendation;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.dataset.ItemPopularity;
import io.emkd.domain.ensemble.FixedScoresEngine;
import io.emkd.domain.registry.Canary;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.registry.ShopModels;
import io.emkd.domain.serving.Combine;
import io.emkd.domain.serving.ScoringLimits;
import io.emkd.domain.serving.ServedModels;
import io.emkd.domain.serving.ServingObserver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Filtered recommendations against a plain ranking of the whole catalogue. */
class RecommendationProperties {
  private static final int ITEMS = 40;
  private static final List<String> ATTRIBUTES = List.of("red", "green", "blue");

  private static List<Item> items() {
    List<Item> items = new ArrayList<>();
    for (int i = 1; i <= ITEMS; i++) {
      int own = i;
      items.add(
          new Item(
              "i" + i,
              "",
              IntStream.range(0, 3)
                  .filter(bit -> (own >> bit & 1) == 1)
                  .mapToObj(ATTRIBUTES::get)
                  .toList()));
    }
    return items;
  }

  private static ServedModels models() {
    return new ServedModels(
        new ShopModels(
            new ItemCatalogue(items()),
            new ItemPopularity(IntStream.rangeClosed(0, ITEMS).map(i -> i * 7 % 5).toArray())),
        new FixedScoresEngine(ITEMS),
        ScoringLimits.DEFAULT,
        1,
        ServingObserver.NONE);
  }

  @Property(tries = 300)
  void aFilteredListIsTheRankingOfWhatTheFilterAdmits(
      @ForAll @Size(min = 1, max = 10) List<@IntRange(min = 1, max = ITEMS) Integer> history,
      @ForAll @Size(max = 8) Set<@IntRange(min = 1, max = ITEMS + 5) Integer> allowed,
      @ForAll @Size(max = 8) Set<@IntRange(min = 1, max = ITEMS + 5) Integer> denied,
      @ForAll @IntRange(min = 0, max = 7) int any,
      @ForAll @IntRange(min = 0, max = 7) int all,
      @ForAll @IntRange(min = 0, max = 7) int none,
      @ForAll boolean excludeSeen,
      @ForAll @IntRange(min = 1, max = ITEMS) int count,
      @ForAll @IntRange(min = -20, max = 20) int minimumScore) {
    try (ServedModels models = models()) {
      ItemFilter filter =
          new ItemFilter(ids(allowed), ids(denied), names(any), names(all), names(none));
      IntPredicate admitted =
          i ->
              (allowed.isEmpty() || allowed.contains(i))
                  && !denied.contains(i)
                  && (any == 0 || (i & any) != 0)
                  && (i & all) == all
                  && (i & none) == 0;
      for (Combine combine : Combine.values()) {
        for (boolean networkScores : new boolean[] {false, true}) {
          Selection selection =
              new Selection(count, excludeSeen, filter, minimumScore, combine, networkScores);
          assertThat(answered(models, ids(history), selection).items())
              .extracting(scored -> scored.item().id())
              .isEqualTo(
                  ranked(
                      admitted
                          .and(i -> !excludeSeen || !history.contains(i))
                          .and(i -> score(combine, i) >= minimumScore),
                      i -> -score(combine, i),
                      count));
        }
      }
      RecommendItems.Recommendation cold =
          answered(
              models,
              List.of("unheard", "of"),
              new Selection(count, excludeSeen, filter, 0, Combine.LOGITS, false));
      assertThat(cold.coldStart()).isTrue();
      assertThat(cold.unknownItems()).containsExactly("unheard", "of");
      assertThat(cold.items())
          .extracting(scored -> scored.item().id())
          .isEqualTo(ranked(admitted, i -> -(i * 7 % 5), count));
    }
  }

  @Property(tries = 100)
  void networkScoresAddUpAndAgreementIsTheSharedPartOfTheNetworksOwnLists(
      @ForAll @IntRange(min = 1, max = ITEMS) int count) {
    try (ServedModels models = models()) {
      RecommendItems.Recommendation answer =
          answered(
              models,
              List.of("i1"),
              new Selection(
                  count, false, ItemFilter.NONE, Double.NEGATIVE_INFINITY, Combine.LOGITS, true));
      List<String> answered = answer.items().stream().map(s -> s.item().id()).toList();
      assertThat(answer.items())
          .allSatisfy(
              scored ->
                  assertThat(Arrays.stream(scored.networkScores()).sum())
                      .isEqualTo(scored.score()));
      double shared = 0;
      for (int network = 0; network < 2; network++) {
        int own = network;
        List<String> best = ranked(i -> true, i -> -FixedScoresEngine.networkLogits(i)[own], count);
        shared += best.stream().filter(answered::contains).count();
      }
      assertThat(answer.agreement().getAsDouble()).isEqualTo(shared / (2.0 * count));
    }
  }

  @Property(tries = 200)
  void aCanaryCoversItsShareOfUsersAndAlwaysTheSame(
      @ForAll @IntRange(min = 1, max = 1000) int version,
      @ForAll @DoubleRange(min = 0, max = 1) double share) {
    Canary canary = new Canary(version, share);
    long covered = IntStream.range(0, 2000).filter(u -> canary.covers("user" + u)).count();
    assertThat(covered / 2000.0).isBetween(share - 0.06, share + 0.06);
    Canary wider = new Canary(version, Math.min(1, share + 0.1));
    assertThat(IntStream.range(0, 200).mapToObj(u -> "user" + u).filter(canary::covers))
        .allMatch(wider::covers);
  }

  private static RecommendItems.Recommendation answered(
      ServedModels models, List<String> history, Selection selection) {
    return new RecommendItems(null, models, new InactiveItems(new EveryItemActive()))
        .recommend(
            new RecommendItems.Request(
                new ModelReference("shop", 0),
                History.ofItems(history),
                selection,
                ColdStart.POPULARITY,
                OptionalLong.empty()))
        .join();
  }

  private static double score(Combine combine, int item) {
    if (combine == Combine.LOGITS) {
      return FixedScoresEngine.score(item);
    }
    double sum = 0;
    for (int network = 0; network < 2; network++) {
      int own = network;
      double whole =
          IntStream.rangeClosed(0, ITEMS)
              .mapToDouble(i -> Math.exp(FixedScoresEngine.networkLogits(i)[own]))
              .sum();
      sum += Math.exp(FixedScoresEngine.networkLogits(item)[own]) / whole;
    }
    return sum;
  }

  /** Puts the lower number of equal keys first. */
  private static List<String> ranked(IntPredicate admitted, IntToDoubleFunction key, int count) {
    return IntStream.rangeClosed(1, ITEMS)
        .filter(admitted)
        .boxed()
        .sorted(Comparator.comparingDouble(key::applyAsDouble))
        .limit(count)
        .map(i -> "i" + i)
        .toList();
  }

  private static List<String> ids(Collection<Integer> numbers) {
    return numbers.stream().map(i -> "i" + i).toList();
  }

  private static List<String> names(int bits) {
    return IntStream.range(0, 3)
        .filter(bit -> (bits >> bit & 1) == 1)
        .mapToObj(ATTRIBUTES::get)
        .toList();
  }
}
