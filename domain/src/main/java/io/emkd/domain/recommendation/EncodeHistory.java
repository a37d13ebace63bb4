package io.emkd.domain.recommendation;

import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.serving.CancelledAnswer;
import io.emkd.domain.serving.EncodingRequest;
import io.emkd.domain.serving.ModelLease;
import io.emkd.domain.serving.ServedModels;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** Gives a history's representation, for rankers that come after. Thread-safe. */
public final class EncodeHistory {
  private final DatasetStore datasets;
  private final ServedModels models;

  public EncodeHistory(DatasetStore datasets, ServedModels models) {
    this.datasets = datasets;
    this.models = models;
  }

  /**
   * @param unknownItems of given items those that the model does not know
   * @param networkStates [N][d] each network's hidden state at the mask token after the history
   */
  public record Answer(ModelManifest model, List<String> unknownItems, float[][] networkStates) {}

  /**
   * @param deadlineNanos by {@link System#nanoTime()}, where the caller has one
   * @return fails with NotFoundException if there is no such model, version or user, with
   *     UnmetPreconditionException if the model knows no item of the history, and with
   *     CapacityException if too many requests wait
   */
  public CompletableFuture<Answer> encode(
      ModelReference reference, History history, OptionalLong deadlineNanos) {
    return models.use(reference, history.userId(), model -> encode(model, history, deadlineNanos));
  }

  private CompletableFuture<Answer> encode(
      ModelLease model, History history, OptionalLong deadlineNanos) {
    return encode(model, KnownHistory.of(history, datasets, model), deadlineNanos);
  }

  /** Fails as the other does, where model and history are known already. */
  static CompletableFuture<Answer> encode(
      ModelLease model, KnownHistory known, OptionalLong deadlineNanos) {
    if (known.unusable().isPresent()) {
      throw known.unusable().get();
    }
    return CancelledAnswer.converted(
        model.encode(new EncodingRequest(model.inputAfter(known.items()), deadlineNanos)),
        states -> new Answer(model.manifest(), known.unknownItems(), states));
  }
}
