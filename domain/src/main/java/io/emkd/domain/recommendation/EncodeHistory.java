package io.emkd.domain.recommendation;

import io.emkd.domain.masking.Padding;
import io.emkd.domain.model.ModelManifest;
import io.emkd.domain.model.ModelReference;
import io.emkd.domain.model.ServedModels;
import io.emkd.domain.port.DatasetStore;
import java.util.Arrays;
import java.util.List;

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
   * @throws io.emkd.domain.error.UnmetPreconditionException if the model knows no item of it
   */
  public Answer encode(ModelReference reference, History history) {
    try (ServedModels.Lease model = models.acquire(reference, history.userId())) {
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
}
