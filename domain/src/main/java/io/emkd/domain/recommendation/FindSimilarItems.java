package io.emkd.domain.recommendation;

import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.ensemble.EnsembleScorer.TopItems;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.serving.ModelLease;
import io.emkd.domain.serving.ServedModels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Finds what resembles an item, by the ensemble's item representations. Thread-safe. */
public final class FindSimilarItems {
  private final ServedModels models;
  private final InactiveItems inactive;

  public FindSimilarItems(ServedModels models, InactiveItems inactive) {
    this.models = models;
    this.inactive = inactive;
  }

  /**
   * @param items best first; the score is the cosine
   */
  public record Answer(ModelManifest model, List<ScoredItem> items) {}

  /**
   * @return fails with NotFoundException if there is no such model or version, or the model does
   *     not know the item
   */
  public CompletableFuture<Answer> find(
      ModelReference reference, String itemId, Selection selection) {
    return models.use(
        reference,
        Optional.empty(),
        model -> CompletableFuture.completedFuture(find(model, itemId, selection)));
  }

  private Answer find(ModelLease model, String itemId, Selection selection) {
    ItemCatalogue catalogue = model.catalogue();
    int item =
        catalogue
            .number(itemId)
            .orElseThrow(
                () ->
                    new NotFoundException(
                        "item",
                        itemId,
                        "model "
                            + model.manifest().name()
                            + "@"
                            + model.manifest().version()
                            + " knows "
                            + catalogue.size()
                            + " items, not this one"));
    TopItems top =
        model
            .ensemble()
            .scorer()
            .similar(
                new int[] {item},
                new int[][] {
                  selection.excluded(
                      new int[] {item},
                      inactive.numbers(model.manifest().dataset(), catalogue),
                      catalogue)
                },
                Math.min(selection.count(), catalogue.size()))[0];
    List<ScoredItem> items = new ArrayList<>();
    for (int i = 0; i < top.items().length; i++) {
      items.add(new ScoredItem(catalogue.item(top.items()[i]), top.scores()[i], List.of()));
    }
    return new Answer(model.manifest(), items);
  }
}
