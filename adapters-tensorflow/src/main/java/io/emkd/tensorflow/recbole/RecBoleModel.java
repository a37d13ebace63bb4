package io.emkd.tensorflow.recbole;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.engine.NetworkWeights;
import java.util.function.Supplier;

/**
 * A model of RecBole that has an encoder here.
 *
 * @param name what RecBole calls it
 * @param itemCount V
 * @param weights reads the values of our variables from the checkpoint
 */
record RecBoleModel(
    String name,
    EnsembleConfiguration configuration,
    int itemCount,
    Supplier<NetworkWeights.Values> weights) {
  /**
   * Reads which one it is, and its shape.
   *
   * @throws io.emkd.domain.error.InvalidInputException for a model that has none, or tensors that
   *     are not the model's
   */
  static RecBoleModel of(Settings settings, StateDict state) {
    return switch (settings.text("model")) {
      case "SASRec" -> SasRecModel.of(settings, state);
      case "BERT4Rec" -> Bert4RecModel.of(settings, state);
      case "GRU4Rec" -> Gru4RecModel.of(settings, state);
      default ->
          throw settings.refused(
              "model", "SASRec, BERT4Rec or GRU4Rec: RecBole's models that are imported");
    };
  }
}
