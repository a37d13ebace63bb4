package io.emkd.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.configuration.Preset;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.data.DatasetSummary;
import io.emkd.domain.data.Item;
import io.emkd.domain.data.ItemCatalogue;
import io.emkd.domain.model.ModelManifest;
import io.emkd.domain.model.ModelReference;
import io.emkd.domain.model.ServedModels;
import io.emkd.domain.recommendation.ItemFilter;
import io.emkd.domain.recommendation.RecommendItems;
import io.emkd.domain.serving.ScoringLimits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
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
    TrainingConfiguration configuration = Preset.SMALL.configuration();
    ModelManifest manifest =
        new ModelManifest(
            "shop",
            1,
            "",
            Instant.EPOCH,
            "shop",
            new DatasetSummary(0, ITEMS, 0, 3),
            configuration,
            0,
            Map.of(),
            Map.of());
    return new ServedModels(
        new SingleModelStore(manifest, new ItemCatalogue(items())),
        new FixedScoresEngine(ITEMS),
        ScoringLimits.DEFAULT,
        loaded -> {});
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
      List<String> answered =
          new RecommendItems(null, models)
                  .recommend(
                      new RecommendItems.Request(
                          new ModelReference("shop", 0),
                          Optional.empty(),
                          history.stream().map(i -> "i" + i).toList(),
                          count,
                          excludeSeen,
                          new ItemFilter(
                              ids(allowed), ids(denied), names(any), names(all), names(none)),
                          minimumScore,
                          OptionalLong.empty()))
                  .join()
                  .items()
                  .stream()
                  .map(scored -> scored.item().id())
                  .toList();
      List<String> expected =
          IntStream.rangeClosed(1, ITEMS)
              .filter(i -> allowed.isEmpty() || allowed.contains(i))
              .filter(i -> !denied.contains(i))
              .filter(i -> any == 0 || (i & any) != 0)
              .filter(i -> (i & all) == all)
              .filter(i -> (i & none) == 0)
              .filter(i -> !excludeSeen || !history.contains(i))
              .filter(i -> FixedScoresEngine.score(i) >= minimumScore)
              .boxed()
              .sorted(Comparator.comparing((Integer i) -> -FixedScoresEngine.score(i)))
              .limit(count)
              .map(i -> "i" + i)
              .toList();
      assertThat(answered).isEqualTo(expected);
    }
  }

  private static List<String> ids(Set<Integer> numbers) {
    return numbers.stream().map(i -> "i" + i).toList();
  }

  private static List<String> names(int bits) {
    return IntStream.range(0, 3)
        .filter(bit -> (bits >> bit & 1) == 1)
        .mapToObj(ATTRIBUTES::get)
        .toList();
  }
}
