package io.emkd.report.training;

import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.registry.ModelStore;
import io.emkd.domain.serving.Combine;
import io.emkd.domain.serving.ModelLease;
import io.emkd.domain.serving.Ranking;
import io.emkd.domain.serving.RankingRequest;
import io.emkd.domain.serving.ServedModels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * Asks a version that has just begun to serve what it recommends to some users: those of the first
 * ids, each as of before the last interaction. Of a version that does not serve there are none,
 * since it is not in memory, and what a report says is no reason to load it. No metric counts what
 * is asked here. Thread-safe.
 */
public final class Examples {
  /** Asked of the dataset; those whose history is too short are passed over. */
  private static final int USERS = 100;

  private static final int RECOMMENDED = 10;
  private static final int SHOWN_HISTORY = 10;
  private static final int SHORTEST = 3;

  private final DatasetStore datasets;
  private final ModelStore models;
  private final ServedModels served;

  public Examples(DatasetStore datasets, ModelStore models, ServedModels served) {
    this.datasets = datasets;
    this.models = models;
    this.served = served;
  }

  /**
   * @param hurried whether those that are there have to do
   */
  List<Example> of(ModelManifest version, BooleanSupplier hurried) {
    if (models.routing(version.name()).serving() != version.version()) {
      return List.of();
    }
    List<Example> examples = new ArrayList<>();
    try (ModelLease model = served.acquire(version.key().reference())) {
      for (String user : datasets.users(version.dataset(), "", USERS)) {
        if (hurried.getAsBoolean()) {
          break;
        }
        List<String> items = datasets.history(version.dataset(), user);
        if (items.size() >= SHORTEST) {
          example(model, items).ifPresent(examples::add);
        }
      }
    }
    return examples;
  }

  private static Optional<Example> example(ModelLease model, List<String> items) {
    List<String> before = items.subList(0, items.size() - 1);
    int[] known =
        before.stream().map(model.catalogue()::number).flatMapToInt(OptionalInt::stream).toArray();
    if (known.length == 0) {
      return Optional.empty();
    }
    Ranking ranking =
        model.rankUncounted(
            new RankingRequest(
                model.inputAfter(known),
                Arrays.stream(known).sorted().distinct().toArray(),
                Math.min(RECOMMENDED, model.catalogue().size()),
                Combine.LOGITS,
                true,
                OptionalLong.empty()));
    return Optional.of(
        new Example(
            before.subList(Math.max(0, before.size() - SHOWN_HISTORY), before.size()).stream()
                .map(id -> item(model, id))
                .toList(),
            item(model, items.get(items.size() - 1)),
            Arrays.stream(ranking.items()).mapToObj(model.catalogue()::item).toList(),
            model.manifest().configuration().ensemble().networks() > 1
                ? OptionalDouble.of(ranking.agreement())
                : OptionalDouble.empty()));
  }

  /** One that the version does not know has its id alone. */
  private static Item item(ModelLease model, String id) {
    OptionalInt number = model.catalogue().number(id);
    return number.isPresent()
        ? model.catalogue().item(number.getAsInt())
        : new Item(id, "", List.of());
  }
}
