package io.emkd.tensorflow.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.ItemLossConfiguration;
import io.emkd.domain.configuration.LossConfiguration;
import io.emkd.domain.configuration.MaskingConfiguration;
import io.emkd.domain.configuration.Precision;
import io.emkd.domain.configuration.ScheduleConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.ensemble.SampledItems;
import io.emkd.domain.ensemble.TrainingBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One case that the authors' implementation computed, in the format of golden/README.md. */
record GoldenCase(JsonNode json) {
  static GoldenCase read(Path file) throws IOException {
    return new GoldenCase(new ObjectMapper().readTree(file.toFile()));
  }

  TrainingConfiguration configuration() {
    JsonNode c = json.get("config");
    return new TrainingConfiguration(
        new EnsembleConfiguration(
            EncoderKind.BERT4REC,
            c.get("hidden").asInt(),
            c.get("maxLength").asInt(),
            c.get("blocks").asInt(),
            c.get("heads").asInt(),
            c.get("networks").asInt(),
            c.get("dropout").asDouble()),
        new MaskingConfiguration(c.get("maskedViews").asInt(), 0.15, 1),
        new LossConfiguration(
            c.get("temperature").asDouble(),
            c.get("contrastWeight").asDouble(),
            c.get("distillationWeight").asDouble(),
            ItemLossConfiguration.FULL),
        new ScheduleConfiguration(
            c.get("batch").asInt(), c.get("learningRate").asDouble(), 1, 1, 1, 0, 0),
        Precision.FLOAT32,
        1);
  }

  /**
   * A catalogue whose numbering of attributes is the case's: the first item mentions them in order.
   */
  ItemCatalogue catalogue() {
    int itemCount = json.get("config").get("items").asInt();
    int attributeCount = json.get("config").get("attributes").asInt();
    List<Item> items = new ArrayList<>();
    for (int item = 1; item <= itemCount; item++) {
      List<String> attributes = new ArrayList<>();
      json.get("itemAttributes").get(item).forEach(a -> attributes.add(a.asText()));
      items.add(new Item(String.valueOf(item), "", attributes));
    }
    return new ItemCatalogue(items, numbered(attributeCount));
  }

  private static List<String> numbered(int count) {
    List<String> names = new ArrayList<>();
    for (int a = 1; a <= count; a++) {
      names.add(String.valueOf(a));
    }
    return names;
  }

  TrainingBatch batch() {
    JsonNode batch = json.get("batch");
    return new TrainingBatch(
        matrix(batch.get("original")),
        cube(batch.get("views")),
        cube(batch.get("labels")),
        SampledItems.NONE);
  }

  JsonNode expected() {
    return json.get("expected");
  }

  /**
   * Returns how many values there are to compare: six losses, of each gradient its norm and its
   * first values, and all of the anchors', the scores' and the trajectory's.
   */
  int expectedValues() {
    int count = expected().get("loss").size();
    for (JsonNode gradient : expected().get("gradients")) {
      JsonNode first = gradient.has("first") ? gradient.get("first") : gradient.get("values");
      count += 1 + first.size();
    }
    for (String name : List.of("anchors", "ensembleScores")) {
      for (JsonNode row : expected().get(name)) {
        count += row.size();
      }
    }
    return count + expected().get("lossTrajectory").size();
  }

  /** A parameter as the source names and stores it, linear weights [out, in]. */
  float[] parameter(String name) {
    return floats(json.get("parameters").get(name).get("values"));
  }

  static int[][] matrix(JsonNode node) {
    int[][] rows = new int[node.size()][];
    for (int r = 0; r < rows.length; r++) {
      rows[r] = new int[node.get(r).size()];
      for (int c = 0; c < rows[r].length; c++) {
        rows[r][c] = node.get(r).get(c).asInt();
      }
    }
    return rows;
  }

  private static int[][][] cube(JsonNode node) {
    int[][][] slices = new int[node.size()][][];
    for (int s = 0; s < slices.length; s++) {
      slices[s] = matrix(node.get(s));
    }
    return slices;
  }

  static float[] floats(JsonNode node) {
    float[] values = new float[node.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) node.get(i).asDouble();
    }
    return values;
  }
}
