package io.emkd.tensorflow.recbole;

import io.emkd.domain.configuration.Activation;
import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EncoderVariant;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.engine.NetworkWeights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** RecBole's GRU4Rec, whose item head is its table of items, without a bias. */
final class Gru4RecModel {
  private static final String OF_INPUT = "gru_layers.weight_ih_l";
  private static final String OF_STATE = "gru_layers.weight_hh_l";

  private Gru4RecModel() {}

  static RecBoleModel of(Settings settings, StateDict state) {
    int rows = state.matrix("item_embedding.weight").get(0);
    int width = state.matrix("item_embedding.weight").get(1);
    int size = state.matrix("dense.weight").get(1);
    int itemCount = rows - 1;
    int layers = state.count(OF_INPUT, "");
    state.require(shapes(rows, width, size, layers));
    EnsembleConfiguration configuration =
        settings.checked(
            () ->
                new EnsembleConfiguration(
                    List.of(EncoderKind.GRU4REC),
                    width,
                    // Ours has a place for where the next item is asked for.
                    settings.integer("MAX_ITEM_LIST_LENGTH") + 1,
                    layers,
                    1,
                    1,
                    settings.number("dropout_prob"),
                    1.0,
                    true,
                    0.0,
                    new EncoderVariant(
                        size,
                        Activation.GELU,
                        EncoderVariant.STANDARD.normEpsilon(),
                        EncoderVariant.STANDARD.positionsFromFirst(),
                        EncoderVariant.STANDARD.postNorm())));
    return new RecBoleModel(
        "GRU4Rec", configuration, itemCount, () -> weights(state, itemCount, width, layers));
  }

  private static Map<String, List<Integer>> shapes(int rows, int width, int size, int layers) {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    shapes.put("item_embedding.weight", List.of(rows, width));
    for (int l = 0; l < layers; l++) {
      shapes.put(OF_INPUT + l, List.of(3 * size, l == 0 ? width : size));
      shapes.put(OF_STATE + l, List.of(3 * size, size));
    }
    TransformerTensors.linear(shapes, "dense", width, size);
    return shapes;
  }

  private static NetworkWeights.Values weights(
      StateDict state, int itemCount, int width, int layers) {
    Map<String, Supplier<float[]>> weights = new LinkedHashMap<>();
    weights.put(
        "token", () -> Tables.ofItems(state.values("item_embedding.weight"), itemCount + 2, width));
    for (int l = 0; l < layers; l++) {
      int layer = l;
      weights.put("block." + l + ".gru_input.weight", () -> state.transposed(OF_INPUT + layer));
      weights.put("block." + l + ".gru_state.weight", () -> state.transposed(OF_STATE + layer));
    }
    weights.put("output.weight", () -> state.transposed("dense.weight"));
    weights.put("output.bias", () -> state.values("dense.bias"));
    weights.put("item_head.bias", () -> new float[itemCount + 1]);
    return new NetworkWeights.Values(weights);
  }
}
