package io.emkd.domain.recommendation;

import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.ensemble.TopItems;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.serving.CancelledAnswer;
import io.emkd.domain.serving.ModelLease;
import io.emkd.domain.serving.ServedModels;
import io.emkd.domain.serving.SimilarityRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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
   * @param deadlineNanos by {@link System#nanoTime()}, where the caller has one
   * @return fails with NotFoundException if there is no such model or version, or the model does
   *     not know the item, and with CapacityException if too many requests wait
   */
  public CompletableFuture<Answer> find(
      ModelReference reference, String itemId, Selection selection, OptionalLong deadlineNanos) {
    return models.use(
        reference, Optional.empty(), model -> find(model, itemId, selection, deadlineNanos));
  }

  private CompletableFuture<Answer> find(
      ModelLease model, String itemId, Selection selection, OptionalLong deadlineNanos) {
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
                            + model.key()
                            + " knows "
                            + catalogue.size()
                            + " items, not this one"));
    SimilarityRequest request =
        new SimilarityRequest(
            item,
            selection.excluded(new int[] {item}, inactive.numbers(model), catalogue),
            Math.min(selection.count(), catalogue.size()),
            deadlineNanos);
    return CancelledAnswer.converted(model.similar(request), top -> answer(model, top));
  }

  private static Answer answer(ModelLease model, TopItems top) {
    List<ScoredItem> items = new ArrayList<>(top.items().length);
    for (int i = 0; i < top.items().length; i++) {
      items.add(new ScoredItem(model.catalogue().item(top.items()[i]), top.scores()[i]));
    }
    return new Answer(model.manifest(), items);
  }
}
