package io.emkd.domain.recommendation;

import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.serving.CancelledAnswer;
import io.emkd.domain.serving.ModelLease;
import io.emkd.domain.serving.ServedModels;
import io.emkd.domain.serving.SharedRuns;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Answers a batch of histories: what comes next after each, its representation, or both. One
 * version answers all of them, or the batch fails. Thread-safe.
 */
public final class AnswerHistories {
  private final DatasetStore datasets;
  private final ServedModels models;
  private final RecommendItems recommend;

  /**
   * @param recommend ranks what comes next
   */
  public AnswerHistories(DatasetStore datasets, ServedModels models, RecommendItems recommend) {
    this.datasets = datasets;
    this.models = models;
    this.recommend = recommend;
  }

  /**
   * @param histories a given one without items is of somebody who did nothing yet
   * @param selection which items are recommended; empty where none are asked for
   * @param encodings whether representations are asked for
   * @param coldStart what becomes of a history that holds no item that the model knows
   * @param deadlineNanos by {@link System#nanoTime()}, where the caller has one
   */
  public record Request(
      ModelReference model,
      List<History> histories,
      Optional<Selection> selection,
      boolean encodings,
      ColdStart coldStart,
      OptionalLong deadlineNanos) {
    public Request {
      histories = List.copyOf(histories);
    }
  }

  /**
   * What became of one history.
   *
   * @param recommendation empty where none was asked for
   * @param networkStates [N][d] as {@link EncodeHistory.Answer#networkStates}; empty where they
   *     were not asked for, or the model knows no item of the history
   * @param coldStart whether the model knows no item of the history
   * @param unknownItems how many given items the model does not know
   */
  public record Row(
      Optional<RecommendItems.Recommendation> recommendation,
      Optional<float[][]> networkStates,
      boolean coldStart,
      int unknownItems) {}

  /**
   * @param model which version answered
   * @param rows one for each history, in their order
   */
  public record Answer(ModelManifest model, List<Row> rows) {}

  /**
   * Cancelling the answer frees the places of all rows in the queue, and so does a row that fails.
   *
   * @return fails as {@link RecommendItems#recommend} does, with the failure of any row
   */
  public CompletableFuture<Answer> answer(Request request) {
    return models.use(
        request.model(),
        Optional.empty(),
        model -> {
          List<CompletableFuture<Row>> rows = new ArrayList<>(request.histories().size());
          try {
            SharedRuns.of(
                () -> {
                  request.histories().forEach(history -> rows.add(row(request, history, model)));
                  return rows;
                });
          } catch (RuntimeException refused) {
            rows.forEach(row -> row.cancel(false));
            throw refused;
          }
          return CancelledAnswer.converted(
              all(rows), answered -> new Answer(model.manifest(), answered));
        });
  }

  private CompletableFuture<Row> row(Request request, History history, ModelLease model) {
    KnownHistory known =
        history.userId().isEmpty() && history.itemIds().isEmpty()
            ? KnownHistory.empty(model)
            : KnownHistory.of(history, datasets, model);
    boolean coldStart = known.unusable().isPresent();
    if (coldStart && request.coldStart() == ColdStart.REFUSE) {
      throw known.unusable().get();
    }
    CompletableFuture<Optional<RecommendItems.Recommendation>> recommendation =
        request
            .selection()
            .map(selection -> recommendation(request, history, known, selection, model))
            .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    CompletableFuture<Optional<float[][]>> states;
    try {
      states =
          request.encodings() && !coldStart
              ? CancelledAnswer.converted(
                  EncodeHistory.encode(model, known, request.deadlineNanos()),
                  answer -> Optional.of(answer.networkStates()))
              : CompletableFuture.completedFuture(Optional.empty());
    } catch (RuntimeException refused) {
      recommendation.cancel(false);
      throw refused;
    }
    CompletableFuture<Row> row =
        recommendation.thenCombine(
            states,
            (items, encoded) -> new Row(items, encoded, coldStart, known.unknownItems().size()));
    CancelledAnswer.passOn(row, recommendation);
    CancelledAnswer.passOn(row, states);
    return row;
  }

  private CompletableFuture<Optional<RecommendItems.Recommendation>> recommendation(
      Request request, History history, KnownHistory known, Selection selection, ModelLease model) {
    return CancelledAnswer.converted(
        recommend.recommend(
            new RecommendItems.Request(
                request.model(), history, selection, request.coldStart(), request.deadlineNanos()),
            known,
            model),
        Optional::of);
  }

  /** The first that fails fails all, once the others have given up their places. */
  private static <R> CompletableFuture<List<R>> all(List<CompletableFuture<R>> rows) {
    CompletableFuture<List<R>> all = new CompletableFuture<>();
    AtomicBoolean ended = new AtomicBoolean();
    for (CompletableFuture<R> row : rows) {
      CancelledAnswer.passOn(all, row);
      var unused =
          row.whenComplete(
              (done, failed) -> {
                if (failed != null && ended.compareAndSet(false, true)) {
                  rows.forEach(other -> other.cancel(false));
                  all.completeExceptionally(failed);
                }
              });
    }
    var unused =
        CompletableFuture.allOf(rows.toArray(CompletableFuture<?>[]::new))
            .thenRun(() -> all.complete(rows.stream().map(CompletableFuture::join).toList()));
    return all;
  }
}
