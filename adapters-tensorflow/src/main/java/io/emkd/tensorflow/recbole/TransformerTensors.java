package io.emkd.tensorflow.recbole;

import io.emkd.domain.configuration.Activation;
import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EncoderVariant;
import io.emkd.domain.configuration.EnsembleConfiguration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The transformer that RecBole's models share: an embedding and post-norm blocks.
 *
 * @param width d
 * @param positions how many items an input has at most
 * @param blocks L
 * @param innerSize of the feed-forward sublayers
 */
record TransformerTensors(StateDict state, int width, int positions, int blocks, int innerSize) {
  private static final String BLOCK = "trm_encoder.layer.";
  private static final String FIRST_INNER = ".feed_forward.dense_1.weight";

  static TransformerTensors of(StateDict state) {
    List<Integer> positions = state.matrix("position_embedding.weight");
    return new TransformerTensors(
        state,
        positions.get(1),
        positions.get(0),
        state.count(BLOCK, FIRST_INNER),
        state.matrix(BLOCK + 0 + FIRST_INNER).get(0));
  }

  /**
   * Returns the shape of an ensemble of this network alone.
   *
   * @param kind BERT4Rec's blocks are normalised elsewhere here
   * @param length T
   */
  EnsembleConfiguration configuration(Settings settings, EncoderKind kind, int length) {
    return settings.checked(
        () ->
            new EnsembleConfiguration(
                List.of(kind),
                width,
                length,
                blocks,
                settings.integer("n_heads"),
                1,
                settings.number("hidden_dropout_prob"),
                1.0,
                true,
                0.0,
                new EncoderVariant(
                    innerSize,
                    activation(settings),
                    settings.number("layer_norm_eps"),
                    true,
                    kind == EncoderKind.BERT4REC)));
  }

  private static Activation activation(Settings settings) {
    try {
      return Activation.valueOf(settings.text("hidden_act").toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException other) {
      throw settings.refused("hidden_act", "gelu, relu, swish, tanh or sigmoid");
    }
  }

  /**
   * Returns the shapes of all tensors but the model's own.
   *
   * @param items rows of the table of items
   */
  Map<String, List<Integer>> shapes(int items) {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    shapes.put("item_embedding.weight", List.of(items, width));
    shapes.put("position_embedding.weight", List.of(positions, width));
    norm(shapes, "LayerNorm");
    for (int l = 0; l < blocks; l++) {
      String attention = BLOCK + l + ".multi_head_attention.";
      for (String map : List.of("query", "key", "value", "dense")) {
        linear(shapes, attention + map, width, width);
      }
      norm(shapes, attention + "LayerNorm");
      String feedForward = BLOCK + l + ".feed_forward.";
      linear(shapes, feedForward + "dense_1", innerSize, width);
      linear(shapes, feedForward + "dense_2", width, innerSize);
      norm(shapes, feedForward + "LayerNorm");
    }
    return shapes;
  }

  void norm(Map<String, List<Integer>> shapes, String name) {
    shapes.put(name + ".weight", List.of(width));
    shapes.put(name + ".bias", List.of(width));
  }

  static void linear(Map<String, List<Integer>> shapes, String name, int out, int in) {
    shapes.put(name + ".weight", List.of(out, in));
    shapes.put(name + ".bias", List.of(out));
  }

  /**
   * Returns the values of our variables of the same, by their names.
   *
   * @param itemCount V
   * @param length T
   */
  Map<String, Supplier<float[]>> weights(int itemCount, int length) {
    Map<String, Supplier<float[]>> weights = new LinkedHashMap<>();
    weights.put(
        "token", () -> Tables.ofItems(state.values("item_embedding.weight"), itemCount + 2, width));
    weights.put(
        "position",
        () -> Tables.withRows(state.values("position_embedding.weight"), length, width));
    norm(weights, "embedding_norm", "LayerNorm");
    for (int l = 0; l < blocks; l++) {
      String block = "block." + l + ".";
      String attention = BLOCK + l + ".multi_head_attention.";
      weights.put(
          block + "attention_input.weight",
          () ->
              Tables.beside(
                  width,
                  state.transposed(attention + "query.weight"),
                  state.transposed(attention + "key.weight"),
                  state.transposed(attention + "value.weight")));
      weights.put(
          block + "attention_input.bias",
          () ->
              Tables.beside(
                  1,
                  state.values(attention + "query.bias"),
                  state.values(attention + "key.bias"),
                  state.values(attention + "value.bias")));
      linear(weights, block + "attention_output", attention + "dense");
      norm(weights, block + "attention_norm", attention + "LayerNorm");
      String feedForward = BLOCK + l + ".feed_forward.";
      linear(weights, block + "feed_forward_inner", feedForward + "dense_1");
      linear(weights, block + "feed_forward_outer", feedForward + "dense_2");
      norm(weights, block + "output_norm", feedForward + "LayerNorm");
    }
    return weights;
  }

  void norm(Map<String, Supplier<float[]>> weights, String ours, String theirs) {
    weights.put(ours + ".scale", () -> state.values(theirs + ".weight"));
    weights.put(ours + ".shift", () -> state.values(theirs + ".bias"));
  }

  void linear(Map<String, Supplier<float[]>> weights, String ours, String theirs) {
    weights.put(ours + ".weight", () -> state.transposed(theirs + ".weight"));
    weights.put(ours + ".bias", () -> state.values(theirs + ".bias"));
  }
}
