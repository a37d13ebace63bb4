package io.emkd.tensorflow.golden;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How the parameters of the authors' code map to ours: linear weights are [out, in] there and [in,
 * out] here (item heads [V+1, d] in both), and query, key and value are one map [d, 3d] here.
 */
final class SourceNames {
  /**
   * @param ours the variable's name
   * @param transposed whether the source stores it [out, in]
   * @param column first column of our variable that it fills
   * @param columns of our variable
   */
  record Place(String ours, boolean transposed, int column, int columns) {}

  private SourceNames() {}

  static Map<String, Place> of(Set<String> sources, int d, int attributeCount) {
    Map<String, Place> places = new LinkedHashMap<>();
    for (String source : sources) {
      places.put(source, place(source, d, attributeCount));
    }
    return places;
  }

  private static Place place(String source, int d, int attributeCount) {
    String[] part = source.split("\\.", -1);
    String network = "network." + part[1] + ".";
    boolean weight = part[part.length - 1].equals("weight");
    return switch (part[0]) {
      case "embeddings" -> new Place(network + part[2], false, 0, d);
      case "item_classfiers" ->
          new Place(network + "item_head." + part[2], false, 0, weight ? d : 0);
      case "attr_classifiers" ->
          new Place(network + "attribute_head." + part[2], weight, 0, attributeCount + 1);
      case "berts" -> inBlock(source, part, d);
      default -> throw new IllegalArgumentException("unknown parameter " + source);
    };
  }

  private static Place inBlock(String source, String[] part, int d) {
    String network = "network." + part[1] + ".";
    boolean weight = part[part.length - 1].equals("weight");
    String block = network + "block." + part[3] + ".";
    String suffix = "." + part[part.length - 1];
    if (source.contains("linear_layers")) {
      int which = Integer.parseInt(part[6]);
      return new Place(block + "attention_input" + suffix, weight, which * d, 3 * d);
    }
    if (source.contains("output_linear")) {
      return new Place(block + "attention_output" + suffix, weight, 0, d);
    }
    if (source.contains("feed_forward")) {
      boolean inner = part[5].equals("w_1");
      return new Place(
          block + (inner ? "feed_forward_inner" : "feed_forward_outer") + suffix,
          weight,
          0,
          inner ? 4 * d : d);
    }
    String norm = source.contains("input_sublayer") ? "input_norm" : "output_norm";
    return new Place(block + norm + (source.endsWith("a_2") ? ".scale" : ".shift"), false, 0, d);
  }

  /** Reads the source's part, in the source's layout, out of our variable's values. */
  static float[] take(Place place, float[] ours, int sourceSize) {
    float[] source = new float[sourceSize];
    for (int i = 0; i < sourceSize; i++) {
      source[i] = ours[index(place, i, ours.length)];
    }
    return source;
  }

  /** Writes the source's part into our variable's values. */
  static void put(Place place, float[] ours, float[] source) {
    for (int i = 0; i < source.length; i++) {
      ours[index(place, i, ours.length)] = source[i];
    }
  }

  private static int index(Place place, int i, int ourSize) {
    if (!place.transposed()) {
      return place.column() + i;
    }
    int in = ourSize / place.columns();
    return (i % in) * place.columns() + place.column() + i / in;
  }
}
