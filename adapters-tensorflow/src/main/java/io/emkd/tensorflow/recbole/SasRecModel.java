package io.emkd.tensorflow.recbole;

import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.engine.NetworkWeights;
import java.util.Map;
import java.util.function.Supplier;

/** RecBole's SASRec, whose item head is its table of items, without a bias. */
final class SasRecModel {
  private SasRecModel() {}

  static RecBoleModel of(Settings settings, StateDict state) {
    TransformerTensors tensors = TransformerTensors.of(state);
    int rows = state.matrix("item_embedding.weight").get(0);
    state.require(tensors.shapes(rows));
    int itemCount = rows - 1;
    // Ours has a place for where the next item is asked for, at which no item is.
    EnsembleConfiguration configuration =
        tensors.configuration(settings, EncoderKind.SASREC, tensors.positions() + 1);
    return new RecBoleModel(
        "SASRec",
        configuration,
        itemCount,
        () -> {
          Map<String, Supplier<float[]>> weights =
              tensors.weights(itemCount, configuration.maxLength());
          weights.put("item_head.bias", () -> new float[itemCount + 1]);
          return new NetworkWeights.Values(weights);
        });
  }
}
