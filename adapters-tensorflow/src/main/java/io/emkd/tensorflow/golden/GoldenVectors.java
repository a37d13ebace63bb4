package io.emkd.tensorflow.golden;

import static io.emkd.tensorflow.golden.Comparison.GRADIENT_TOLERANCE;
import static io.emkd.tensorflow.golden.Comparison.VALUE_TOLERANCE;

import com.fasterxml.jackson.databind.JsonNode;
import io.emkd.domain.ensemble.LossTerms;
import io.emkd.domain.ensemble.TrainingBatch;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.engine.InspectedTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Compares the production graph, with the weights of a golden case, with what the authors' code
 * computed. Products of matrices have to be of float32: {@code NVIDIA_TF32_OVERRIDE=0} on a GPU.
 */
public final class GoldenVectors {
  /** What the smallest case there is has; a case that compares next to nothing shows nothing. */
  private static final int LEAST_COMPARISONS = 500;

  /**
   * What a case gave.
   *
   * @param comparisons of values
   * @param largest relative error
   * @param failures each names a value and its error; empty if the case is reproduced
   */
  public record Outcome(int comparisons, double largest, List<String> failures) {}

  private GoldenVectors() {}

  /** Returns the files of a folder's cases, which may be none. */
  public static List<Path> cases(Path folder) throws IOException {
    try (Stream<Path> listed = Files.list(folder)) {
      return listed.filter(f -> f.toString().endsWith(".json")).sorted().toList();
    }
  }

  public static Outcome compare(Path file, Device device) throws IOException {
    GoldenCase golden = GoldenCase.read(file);
    Comparison comparison = new Comparison();
    try (InspectedTrainer trainer =
        new InspectedTrainer(golden.configuration(), golden.catalogue(), device)) {
      setParameters(trainer, golden, comparison);
      compare(trainer, golden, comparison);
    }
    int expected = golden.expectedValues();
    if (comparison.count() != expected || expected <= LEAST_COMPARISONS) {
      comparison.fail(
          comparison.count()
              + " of "
              + expected
              + " values are compared, of at least "
              + LEAST_COMPARISONS);
    }
    return new Outcome(comparison.count(), comparison.largest(), comparison.failures());
  }

  private static void compare(InspectedTrainer trainer, GoldenCase golden, Comparison comparison) {
    JsonNode expected = golden.expected();
    TrainingBatch batch = golden.batch();
    LossTerms terms = trainer.losses(batch);
    JsonNode loss = expected.get("loss");
    comparison.scalar("maskedItem", loss.get("maskedItem"), terms.maskedItem(), VALUE_TOLERANCE);
    comparison.scalar(
        "distillation", loss.get("distillation"), trainer.distillation(batch), VALUE_TOLERANCE);
    comparison.scalar("attribute", loss.get("attribute"), terms.attribute(), VALUE_TOLERANCE);
    comparison.scalar(
        "intraContrast", loss.get("intraContrast"), terms.intraContrast(), VALUE_TOLERANCE);
    comparison.scalar(
        "crossContrast", loss.get("crossContrast"), terms.crossContrast(), VALUE_TOLERANCE);
    comparison.scalar("total", loss.get("total"), terms.total(), VALUE_TOLERANCE);

    Map<String, float[]> gradients = trainer.gradients(batch);
    Map<String, SourceNames.Place> places = places(golden);
    expected
        .get("gradients")
        .properties()
        .forEach(
            entry -> {
              SourceNames.Place place = Objects.requireNonNull(places.get(entry.getKey()));
              float[] gradient =
                  SourceNames.take(
                      place,
                      Objects.requireNonNull(gradients.get(place.ours())),
                      golden.parameter(entry.getKey()).length);
              comparison.gradient(entry.getKey(), entry.getValue(), gradient);
            });

    float[][] anchors = trainer.anchors(batch);
    for (int n = 0; n < anchors.length; n++) {
      comparison.vector(
          "anchors." + n, GoldenCase.floats(expected.get("anchors").get(n)), anchors[n]);
    }
    float[][] scores = trainer.scores(GoldenCase.matrix(expected.get("ensembleInput")));
    for (int b = 0; b < scores.length; b++) {
      comparison.vector(
          "ensembleScores." + b,
          GoldenCase.floats(expected.get("ensembleScores").get(b)),
          scores[b]);
    }
    int step = 0;
    for (JsonNode total : expected.get("lossTrajectory")) {
      comparison.scalar(
          "lossTrajectory." + step, total, trainer.step(batch, step).total(), GRADIENT_TOLERANCE);
      step++;
    }
  }

  private static Map<String, SourceNames.Place> places(GoldenCase golden) {
    List<String> names = new ArrayList<>();
    golden.json().get("parameters").fieldNames().forEachRemaining(names::add);
    return SourceNames.of(
        new LinkedHashSet<>(names),
        golden.configuration().ensemble().hiddenSize(),
        golden.catalogue().attributeCount());
  }

  private static void setParameters(
      InspectedTrainer trainer, GoldenCase golden, Comparison comparison) {
    Map<String, Integer> sizes = trainer.parameterSizes();
    Map<String, float[]> values = new HashMap<>();
    sizes.forEach((name, size) -> values.put(name, new float[size]));
    Map<String, Integer> filled = new HashMap<>();
    places(golden)
        .forEach(
            (source, place) -> {
              float[] parameter = golden.parameter(source);
              SourceNames.put(place, Objects.requireNonNull(values.get(place.ours())), parameter);
              filled.merge(place.ours(), parameter.length, Integer::sum);
            });
    if (!filled.equals(sizes)) {
      comparison.fail("the case sets " + filled + ", but the variables are " + sizes);
    }
    trainer.setParameters(values);
  }
}
