package io.emkd.domain.recommendation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.dataset.ItemPopularity;
import io.emkd.domain.dataset.ItemStore;
import io.emkd.domain.ensemble.FixedScoresEngine;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.registry.ShopModels;
import io.emkd.domain.serving.ScoringLimits;
import io.emkd.domain.serving.ServedModels;
import io.emkd.domain.serving.ServingObserver;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Similar items and representations, over a version in memory. */
class SimilarAndEncodedTest {
  private static final ModelReference SHOP = new ModelReference("shop", 0);

  private final ServedModels models =
      new ServedModels(
          new ShopModels(
              new ItemCatalogue(
                  IntStream.rangeClosed(1, 9)
                      .mapToObj(i -> new Item("i" + i, "", List.of()))
                      .toList()),
              new ItemPopularity(new int[10])),
          new FixedScoresEngine(9),
          ScoringLimits.DEFAULT,
          1,
          ServingObserver.NONE);
  private final FindSimilarItems similar =
      new FindSimilarItems(models, new InactiveItems(new WithoutOne("i3")));
  private final EncodeHistory encode = new EncodeHistory(null, models);

  /** One item is inactive. */
  private record WithoutOne(String inactive) implements ItemStore {
    @Override
    public void upsert(String dataset, List<Item> items) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void setActive(String dataset, List<String> itemIds, boolean active) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Set<String> inactive(String dataset) {
      return Set.of(inactive);
    }
  }

  @AfterEach
  void close() {
    models.close();
  }

  @Test
  void similarItemsLeaveOutTheItemItselfAndWhatIsInactive() {
    FindSimilarItems.Answer answer =
        similar.find(SHOP, "i2", Selection.best(20), OptionalLong.empty()).join();
    assertThat(answer.items())
        .extracting(scored -> scored.item().id())
        .hasSize(7)
        .doesNotContain("i2", "i3");
    assertThat(answer.items().get(0).networkScores()).isEmpty();
  }

  @Test
  void anItemThatTheModelDoesNotKnowIsNamedWithTheVersion() {
    assertThatThrownBy(
            () -> similar.find(SHOP, "hat", Selection.best(1), OptionalLong.empty()).join())
        .hasCauseInstanceOf(NotFoundException.class)
        .hasMessageContaining("model shop@1 knows 9 items, not this one");
  }

  @Test
  void aHistoryIsEncodedAtTheMaskTokenByEachNetwork() {
    EncodeHistory.Answer answer =
        encode
            .encode(SHOP, History.ofItems(List.of("i1", "hat", "i4")), OptionalLong.empty())
            .join();
    assertThat(answer.unknownItems()).containsExactly("hat");
    // Items 1 and 4, and 10, the mask token.
    assertThat(answer.networkStates()).isDeepEqualTo(new float[][] {{15}, {15}});
  }
}
