package io.emkd.tensorflow.recbole;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.engine.NetworkWeights;

/** A model of RecBole that has an encoder here. */
interface RecBoleModel {
  /**
   * Reads which one it is, and its shape.
   *
   * @throws io.emkd.domain.error.InvalidInputException for a model that has none, or tensors that
   *     are not the model's
   */
  static RecBoleModel of(Settings settings, StateDict state) {
    return switch (settings.text("model")) {
      case "SASRec" -> new SasRecModel(settings, state);
      case "BERT4Rec" -> new Bert4RecModel(settings, state);
      case "GRU4Rec" -> new Gru4RecModel(settings, state);
      default ->
          throw settings.refused(
              "model", "SASRec, BERT4Rec or GRU4Rec: RecBole's models that are imported");
    };
  }

  /** Returns what RecBole calls it. */
  String name();

  EnsembleConfiguration configuration();

  /** Returns V. */
  int itemCount();

  /** Returns the values of our variables. */
  NetworkWeights.Values weights();
}
