package io.emkd.tensorflow.recbole;

import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.engine.NetworkWeights;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** RecBole's SASRec, whose item head is its table of items, without a bias. */
final class SasRecModel implements RecBoleModel {
  private final TransformerTensors tensors;
  private final int itemCount;
  private final EnsembleConfiguration configuration;

  SasRecModel(Settings settings, StateDict state) {
    tensors = TransformerTensors.of(state);
    int rows = state.matrix("item_embedding.weight").get(0);
    state.require(tensors.shapes(rows));
    itemCount = rows - 1;
    configuration =
        settings.checked(
            () ->
                new EnsembleConfiguration(
                    List.of(EncoderKind.SASREC),
                    tensors.width(),
                    // Ours has a place for where the next item is asked for, at which no item is.
                    tensors.positions() + 1,
                    tensors.blocks(),
                    settings.integer("n_heads"),
                    1,
                    settings.number("hidden_dropout_prob"),
                    1.0,
                    true,
                    tensors.variant(settings, false)));
  }

  @Override
  public String name() {
    return "SASRec";
  }

  @Override
  public EnsembleConfiguration configuration() {
    return configuration;
  }

  @Override
  public int itemCount() {
    return itemCount;
  }

  @Override
  public NetworkWeights.Values weights() {
    Map<String, Supplier<float[]>> weights = tensors.weights(itemCount, configuration.maxLength());
    weights.put("item_head.bias", () -> new float[itemCount + 1]);
    return new NetworkWeights.Values(weights);
  }
}
