package io.emkd.domain.recommendation;

import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.serving.CancelledAnswer;
import io.emkd.domain.serving.ModelLease;
import io.emkd.domain.serving.Ranking;
import io.emkd.domain.serving.RankingRequest;
import io.emkd.domain.serving.ServedModels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntPredicate;

/**
 * Recommends what comes next, for a user of the model's dataset or for a given sequence.
 * Thread-safe.
 */
public final class RecommendItems {
  private final DatasetStore datasets;
  private final ServedModels models;
  private final InactiveItems inactive;
  private final ShadowRequests shadows;

  public RecommendItems(DatasetStore datasets, ServedModels models, InactiveItems inactive) {
    this.datasets = datasets;
    this.models = models;
    this.inactive = inactive;
    this.shadows = new ShadowRequests(models, this::recommend);
  }

  /**
   * @param coldStart what to answer where the history holds no item that the model knows
   * @param deadlineNanos by {@link System#nanoTime()}, where the caller has one
   */
  public record Request(
      ModelReference model,
      History history,
      Selection selection,
      ColdStart coldStart,
      OptionalLong deadlineNanos) {}

  /**
   * @param model which version answered
   * @param items best first
   * @param unknownItems of given items those that the model does not know
   * @param coldStart whether it is popularity, since the history holds no item that the model knows
   * @param agreement of the networks, 0 to 1, where asked for: {@link Ranking#agreement}
   * @param approximate {@link Ranking#approximate}
   */
  public record Recommendation(
      ModelManifest model,
      List<ScoredItem> items,
      List<String> unknownItems,
      boolean coldStart,
      OptionalDouble agreement,
      boolean approximate) {}

  /**
   * Cancelling the answer frees its place in the queue.
   *
   * @return fails with InvalidInputException for an empty sequence or an attribute that no item
   *     has; with NotFoundException if there is no such model or version, or, where a cold start is
   *     refused, no such user; with UnmetPreconditionException if a cold start is refused and the
   *     model knows no item of the history; with CapacityException if too many requests wait
   */
  public CompletableFuture<Recommendation> recommend(Request request) {
    CompletableFuture<Recommendation> answer =
        models.use(request.model(), request.history().userId(), model -> recommend(request, model));
    shadows.follow(request, answer);
    return answer;
  }

  private CompletableFuture<Recommendation> recommend(Request request, ModelLease model) {
    return recommend(request, KnownHistory.of(request.history(), datasets, model), model);
  }

  /** Fails as {@link #recommend(Request)} does, where the model is known already. */
  CompletableFuture<Recommendation> recommend(
      Request request, KnownHistory history, ModelLease model) {
    if (history.unusable().isPresent()) {
      return CompletableFuture.completedFuture(coldStart(request, history, model));
    }
    return CancelledAnswer.converted(
        model.rank(ranking(request, history, model)),
        ranking -> recommendation(model, ranking, request.selection(), history));
  }

  private RankingRequest ranking(Request request, KnownHistory history, ModelLease model) {
    Selection selection = request.selection();
    return new RankingRequest(
        model.inputAfter(history.items()),
        selection.excluded(history.items(), inactive.numbers(model), model.catalogue()),
        Math.min(selection.count(), model.catalogue().size()),
        selection.combine(),
        selection.networkScores(),
        request.deadlineNanos());
  }

  private static Recommendation recommendation(
      ModelLease model, Ranking ranking, Selection selection, KnownHistory history) {
    List<ScoredItem> items = new ArrayList<>(ranking.items().length);
    for (int i = 0;
        i < ranking.items().length && ranking.scores()[i] >= selection.minimumScore();
        i++) {
      Item item = model.catalogue().item(ranking.items()[i]);
      items.add(
          selection.networkScores()
              ? new ScoredItem(item, ranking.scores()[i], ranking.networkScores()[i])
              : new ScoredItem(item, ranking.scores()[i]));
    }
    return new Recommendation(
        model.manifest(),
        items,
        history.unknownItems(),
        false,
        selection.networkScores() ? OptionalDouble.of(ranking.agreement()) : OptionalDouble.empty(),
        ranking.approximate());
  }

  private Recommendation coldStart(Request request, KnownHistory history, ModelLease model) {
    int[] popular = model.popularItems();
    if (request.coldStart() == ColdStart.REFUSE || popular.length == 0) {
      throw history.unusable().orElseThrow();
    }
    ItemCatalogue catalogue = model.catalogue();
    IntPredicate admits = request.selection().filter().admits(catalogue);
    int[] switchedOff = inactive.numbers(model);
    List<ScoredItem> items =
        Arrays.stream(popular)
            .filter(admits)
            .filter(number -> Arrays.binarySearch(switchedOff, number) < 0)
            .limit(request.selection().count())
            .mapToObj(
                number ->
                    new ScoredItem(catalogue.item(number), model.popularity().counts()[number]))
            .toList();
    return new Recommendation(
        model.manifest(), items, history.unknownItems(), true, OptionalDouble.empty(), false);
  }
}
