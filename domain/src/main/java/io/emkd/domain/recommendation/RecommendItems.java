package io.emkd.domain.recommendation;

import io.emkd.domain.data.Item;
import io.emkd.domain.data.ItemCatalogue;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.domain.error.Violations;
import io.emkd.domain.masking.Padding;
import io.emkd.domain.model.ModelManifest;
import io.emkd.domain.model.ModelReference;
import io.emkd.domain.model.ServedModels;
import io.emkd.domain.port.DatasetStore;
import io.emkd.domain.port.EnsembleScorer.TopItems;
import io.emkd.domain.serving.ScoringRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Recommends what comes next, for a user of the model's dataset or for a given sequence.
 * Thread-safe.
 */
public final class RecommendItems {
  private final DatasetStore datasets;
  private final ServedModels models;

  public RecommendItems(DatasetStore datasets, ServedModels models) {
    this.datasets = datasets;
    this.models = models;
  }

  /**
   * @param userId whose stored history counts, or empty where {@code itemIds} is the history
   * @param itemIds oldest first
   * @param count 1 to V
   * @param excludeSeen whether items of the whole history are left out
   * @param filter which items may be recommended
   * @param minimumScore items below it are left out
   * @param deadlineNanos by {@link System#nanoTime()}, where the caller has one
   */
  public record Request(
      ModelReference model,
      Optional<String> userId,
      List<String> itemIds,
      int count,
      boolean excludeSeen,
      ItemFilter filter,
      double minimumScore,
      OptionalLong deadlineNanos) {}

  /**
   * @param model which version answered
   * @param items best first
   */
  public record Recommendation(ModelManifest model, List<ScoredItem> items) {}

  /**
   * @param score the sum over networks of the item's logits; comparable within one answer
   */
  public record ScoredItem(Item item, double score) {}

  /**
   * Cancelling the answer frees its place in the queue.
   *
   * @throws InvalidInputException for an unknown item, an empty sequence, a count above the
   *     catalogue
   * @throws UnmetPreconditionException if the model knows no item of the user's history
   * @throws io.emkd.domain.error.CapacityException if too many requests wait
   */
  public CompletableFuture<Recommendation> recommend(Request request) {
    ServedModels.Lease model = models.acquire(request.model());
    try {
      CompletableFuture<TopItems> top = model.queue().submit(scoring(request, model));
      CompletableFuture<Recommendation> answer =
          top.whenComplete((items, failed) -> model.close())
              .thenApply(items -> recommendation(model, items, request.minimumScore()));
      answer.whenComplete(
          (recommendation, failed) -> {
            if (answer.isCancelled()) {
              top.cancel(false);
            }
          });
      return answer;
    } catch (RuntimeException refused) {
      model.close();
      throw refused;
    }
  }

  private ScoringRequest scoring(Request request, ServedModels.Lease model) {
    ItemCatalogue catalogue = model.catalogue();
    new Violations()
        .require(
            request.count() >= 1 && request.count() <= catalogue.size(),
            "count",
            request.count(),
            "1 to " + catalogue.size() + ", the size of the model's catalogue")
        .throwIfAny();
    int[] history = history(request, model);
    int length = model.manifest().configuration().ensemble().maxLength();
    return new ScoringRequest(
        Padding.nextItemInput(history, length, catalogue.maskToken()),
        excluded(request, history, catalogue),
        request.count(),
        request.deadlineNanos());
  }

  private static int[] excluded(Request request, int[] history, ItemCatalogue catalogue) {
    IntStream seen = request.excludeSeen() ? Arrays.stream(history) : IntStream.empty();
    if (request.filter().equals(ItemFilter.NONE)) {
      return seen.distinct().toArray();
    }
    IntPredicate admits = request.filter().admits(catalogue);
    return IntStream.concat(
            seen, IntStream.rangeClosed(1, catalogue.size()).filter(admits.negate()))
        .distinct()
        .toArray();
  }

  private static Recommendation recommendation(
      ServedModels.Lease model, TopItems top, double minimumScore) {
    List<ScoredItem> items = new ArrayList<>();
    for (int i = 0; i < top.items().length && top.scores()[i] >= minimumScore; i++) {
      items.add(new ScoredItem(model.catalogue().item(top.items()[i]), top.scores()[i]));
    }
    return new Recommendation(model.manifest(), items);
  }

  private int[] history(Request request, ServedModels.Lease model) {
    ItemCatalogue catalogue = model.catalogue();
    if (request.userId().isPresent()) {
      String userId = request.userId().get();
      int[] known =
          datasets.history(model.manifest().dataset(), userId).stream()
              .mapToInt(id -> catalogue.number(id).orElse(0))
              .filter(number -> number > 0)
              .toArray();
      if (known.length == 0) {
        throw new UnmetPreconditionException(
            "NO_USABLE_HISTORY",
            "users/" + userId,
            "user '"
                + userId
                + "' has no interaction with an item that model "
                + model.manifest().name()
                + " knows");
      }
      return known;
    }
    Violations violations = new Violations();
    violations.require(
        !request.itemIds().isEmpty(),
        "items",
        "empty",
        "at least one item id, or user_id must be given");
    int[] numbers = new int[request.itemIds().size()];
    for (int i = 0; i < numbers.length; i++) {
      String id = request.itemIds().get(i);
      numbers[i] = catalogue.number(id).orElse(0);
      violations.require(
          numbers[i] > 0,
          "items[" + i + "]",
          "'" + id + "'",
          "the id of one of the "
              + catalogue.size()
              + " items that "
              + model.manifest().name()
              + "@"
              + model.manifest().version()
              + " knows");
    }
    violations.throwIfAny();
    return numbers;
  }
}
