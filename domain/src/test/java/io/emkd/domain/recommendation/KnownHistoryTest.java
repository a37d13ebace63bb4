package io.emkd.domain.recommendation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.dataset.ItemPopularity;
import io.emkd.domain.dataset.ShopDatasets;
import io.emkd.domain.ensemble.FixedScoresEngine;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.registry.ShopModels;
import io.emkd.domain.serving.ModelLease;
import io.emkd.domain.serving.ScoringLimits;
import io.emkd.domain.serving.ServedModels;
import io.emkd.domain.serving.ServingObserver;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KnownHistoryTest {
  private final ShopDatasets datasets = new ShopDatasets();
  private final ServedModels models =
      new ServedModels(
          new ShopModels(
              new ItemCatalogue(
                  Stream.of("tea", "cup", "pot").map(id -> new Item(id, "", List.of())).toList()),
              new ItemPopularity(new int[4])),
          new FixedScoresEngine(3),
          ScoringLimits.DEFAULT,
          1,
          ServingObserver.NONE);
  private final ModelLease model = models.acquire(new ModelReference("shop", 1));

  @AfterEach
  void close() {
    model.close();
    models.close();
  }

  private KnownHistory of(History history) {
    return KnownHistory.of(history, datasets, model);
  }

  @Test
  void givenItemsBecomeNumbersAndUnknownOnesAreNamedInTheirOrder() {
    KnownHistory known = of(History.ofItems(List.of("pot", "hat", "tea", "bag", "pot")));
    assertThat(known.items()).containsExactly(3, 1, 3);
    assertThat(known.unknownItems()).containsExactly("hat", "bag");
    assertThat(known.unusable()).isEmpty();
  }

  @Test
  void aUsersHistoryIsReadFromTheModelsDataset() {
    datasets.histories.put("ann", List.of("cup", "hat", "pot"));
    KnownHistory known = of(History.ofUser("ann"));
    assertThat(known.items()).containsExactly(2, 3);
    assertThat(known.unknownItems()).isEmpty();
  }

  @Test
  void itemsOfWhichTheModelKnowsNoneAreNoHistory() {
    assertThat(of(History.ofItems(List.of("hat", "bag"))).unusable())
        .containsInstanceOf(UnmetPreconditionException.class)
        .get()
        .extracting(Throwable::getMessage)
        .isEqualTo("none of the 2 items is one that model shop@1 knows");
  }

  @Test
  void aUserWithoutAKnownItemHasNoHistory() {
    datasets.histories.put("ann", List.of("hat"));
    assertThat(of(History.ofUser("ann")).unusable())
        .get()
        .extracting(Throwable::getMessage)
        .isEqualTo("user 'ann' has no interaction with an item that model shop@1 knows");
  }

  @Test
  void aUserWhomNobodyKnowsHasNoHistory() {
    KnownHistory known = of(History.ofUser("bob"));
    assertThat(known.items()).isEmpty();
    assertThat(known.unusable()).containsInstanceOf(NotFoundException.class);
  }

  @Test
  void aDatasetThatIsGoneIsAnErrorAndNoColdStart() {
    datasets.gone = true;
    assertThatThrownBy(() -> of(History.ofUser("ann"))).isInstanceOf(NotFoundException.class);
  }

  @Test
  void anEmptySequenceAndMalformedIdsAreRefused() {
    assertThatThrownBy(() -> of(History.ofItems(List.of())))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("user_id must be given");
    assertThatThrownBy(() -> of(History.ofItems(List.of("tea", ""))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("items[1]");
    assertThatThrownBy(() -> of(History.ofUser("")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("user_id");
  }
}
