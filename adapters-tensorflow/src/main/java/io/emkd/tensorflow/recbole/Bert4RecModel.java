package io.emkd.tensorflow.recbole;

import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.engine.NetworkWeights;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * RecBole's BERT4Rec, from 1.2 on, which maps hidden states once more and has a bias of items. Its
 * table of items has a row for the mask token after them, as ours does.
 */
final class Bert4RecModel {
  private static final String BIAS = "output_bias";

  private Bert4RecModel() {}

  static RecBoleModel of(Settings settings, StateDict state) {
    TransformerTensors tensors = TransformerTensors.of(state);
    int rows = state.matrix("item_embedding.weight").get(0);
    int itemCount = rows - 2;
    Map<String, List<Integer>> shapes = tensors.shapes(rows);
    TransformerTensors.linear(shapes, "output_ffn", tensors.width(), tensors.width());
    tensors.norm(shapes, "output_ln");
    shapes.put(BIAS, List.of(rows - 1));
    state.require(shapes);
    EnsembleConfiguration configuration =
        tensors.configuration(settings, EncoderKind.BERT4REC, tensors.positions());
    return new RecBoleModel(
        "BERT4Rec",
        configuration,
        itemCount,
        () -> {
          Map<String, Supplier<float[]>> weights =
              tensors.weights(itemCount, configuration.maxLength());
          tensors.linear(weights, "output", "output_ffn");
          tensors.norm(weights, "output_norm", "output_ln");
          weights.put("item_head.bias", () -> state.values(BIAS));
          return new NetworkWeights.Values(weights);
        });
  }
}
