package io.emkd.domain.recommendation;

import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.ensemble.Padding;
import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.serving.ModelLease;
import io.emkd.domain.serving.ServedModels;
import java.util.Arrays;
import java.util.List;
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
   * @return fails with NotFoundException if there is no such model, version or user, and with
   *     UnmetPreconditionException if the model knows no item of the history
   */
  public CompletableFuture<Answer> encode(ModelReference reference, History history) {
    return models.use(
        reference,
        history.userId(),
        model -> CompletableFuture.completedFuture(encode(model, history)));
  }

  private Answer encode(ModelLease model, History history) {
    KnownHistory known = KnownHistory.of(history, datasets, model.manifest(), model.catalogue());
    if (known.unusable().isPresent()) {
      throw known.unusable().get();
    }
    int length = model.manifest().configuration().ensemble().maxLength();
    int[] input = Padding.nextItemInput(known.items(), length, model.catalogue().maskToken());
    float[][] states = model.ensemble().encoder().hiddenStates(new int[][] {input});
    int d = states[0].length / length;
    for (int n = 0; n < states.length; n++) {
      states[n] = Arrays.copyOfRange(states[n], (length - 1) * d, length * d);
    }
    return new Answer(model.manifest(), known.unknownItems(), states);
  }
}
