package io.emkd.tensorflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.ensemble.LossTerms;
import io.emkd.domain.ensemble.TrainingBatch;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.graph.EnsembleGraph;
import io.emkd.tensorflow.graph.compile.Compilation;
import io.emkd.tensorflow.graph.variable.Assignment;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;

/**
 * The production graph, with the weights of each golden case, computes what the authors' code does.
 */
class GoldenVectorsTest {
  /**
   * Where the cases run; on a GPU: mvn -Pgpu verify -Dgolden.device=gpu, with
   * NVIDIA_TF32_OVERRIDE=0.
   */
  private static final Device DEVICE = Device.choose(System.getProperty("golden.device", "cpu"), 2);

  /** A step has to be right in each, whatever the device prefers. */
  private static final List<Compilation> COMPILATIONS = List.of(Compilation.values());

  private static final double VALUE_TOLERANCE = 1e-4;
  private static final double GRADIENT_TOLERANCE = 1e-3;

  /** What the smallest case there is has; a case that compares next to nothing shows nothing. */
  private static final int LEAST_COMPARISONS = 500;

  @TestFactory
  Stream<DynamicTest> everyGoldenCaseIsReproduced() throws IOException {
    return cases(ofTheRepository()).stream()
        .flatMap(
            file ->
                COMPILATIONS.stream()
                    .map(
                        compilation ->
                            DynamicTest.dynamicTest(
                                file.getFileName() + ", " + compilation,
                                () -> reproduce(file, compilation))));
  }

  /** A test by itself, not a factory, whose skip nobody would count. */
  @Test
  void everyFurtherGoldenCaseIsReproduced() throws IOException {
    Path directory = Path.of(System.getProperty("golden", "../../shared/golden"));
    assumeTrue(
        Files.isDirectory(directory),
        () ->
            "SKIPPED: golden vectors besides those of the repository are tested where "
                + directory.toAbsolutePath().normalize()
                + " is, or with -Dgolden=DIRECTORY");
    List<Path> further = new ArrayList<>(cases(directory));
    for (Path tested : cases(ofTheRepository())) {
      Path same = directory.resolve(tested.getFileName());
      if (Files.exists(same) && Files.mismatch(same, tested) == -1) {
        further.remove(same);
      }
    }
    for (Path file : further) {
      reproduce(file, DEVICE.compilation());
    }
  }

  private static Path ofTheRepository() {
    return Path.of(URI.create(GoldenVectorsTest.class.getResource("/golden/README.md").toString()))
        .getParent();
  }

  private static List<Path> cases(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> listed = Files.list(directory)) {
      files = listed.filter(f -> f.toString().endsWith(".json")).sorted().toList();
    }
    assertThat(files).as("golden cases in %s", directory.toAbsolutePath()).isNotEmpty();
    return files;
  }

  private static void reproduce(Path file, Compilation compilation) throws IOException {
    GoldenCase golden = GoldenCase.read(file);
    Comparison comparison = new Comparison();
    try (TensorFlowTrainer trainer =
        new TensorFlowTrainer(
            golden.configuration(), golden.catalogue(), DEVICE.with(compilation))) {
      setParameters(trainer, golden);
      compare(trainer, golden, comparison);
    }
    System.out.printf(
        "golden %s, %s: %d comparisons, largest relative error %.2e%n",
        file.getFileName(), compilation, comparison.count, comparison.largest);
    assertThat(comparison.failures).isEmpty();
    assertThat(comparison.count)
        .as("every expected value of %s is compared", file.getFileName())
        .isEqualTo(golden.expectedValues())
        .isGreaterThan(LEAST_COMPARISONS);
  }

  private static void compare(TensorFlowTrainer trainer, GoldenCase golden, Comparison comparison) {
    JsonNode expected = golden.expected();
    TrainingBatch batch = golden.batch();
    LossTerms terms = trainer.of(batch);
    JsonNode loss = expected.get("loss");
    comparison.scalar("maskedItem", loss.get("maskedItem"), terms.maskedItem(), VALUE_TOLERANCE);
    comparison.scalar(
        "distillation",
        loss.get("distillation"),
        trainer.distillation().of(batch),
        VALUE_TOLERANCE);
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
              SourceNames.Place place = places.get(entry.getKey());
              float[] gradient =
                  SourceNames.take(
                      place, gradients.get(place.ours()), golden.parameter(entry.getKey()).length);
              comparison.gradient(entry.getKey(), entry.getValue(), gradient);
            });

    float[][] anchors = trainer.encoder().hiddenStates(batch.original()).networks();
    for (int n = 0; n < anchors.length; n++) {
      comparison.vector(
          "anchors." + n, GoldenCase.floats(expected.get("anchors").get(n)), anchors[n]);
    }
    float[][] scores = trainer.ranker().scores(GoldenCase.matrix(expected.get("ensembleInput")));
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
    ItemCatalogue catalogue = golden.catalogue();
    return SourceNames.of(
        new LinkedHashSet<>(names),
        golden.configuration().ensemble().hiddenSize(),
        catalogue.attributeCount());
  }

  private static void setParameters(TensorFlowTrainer trainer, GoldenCase golden) {
    Map<String, float[]> values = new HashMap<>();
    EnsembleGraph graph = trainer.session().graph;
    graph.parameterSizes().forEach((name, size) -> values.put(name, new float[size]));
    Map<String, Integer> filled = new HashMap<>();
    places(golden)
        .forEach(
            (source, place) -> {
              float[] parameter = golden.parameter(source);
              SourceNames.put(place, values.get(place.ours()), parameter);
              filled.merge(place.ours(), parameter.length, Integer::sum);
            });
    assertThat(filled).as("every variable is set whole").isEqualTo(graph.parameterSizes());
    List<TFloat32> tensors = new ArrayList<>();
    List<Assignment> assignments = new ArrayList<>();
    values.forEach(
        (name, value) -> {
          Assignment assignment = graph.assignment(name);
          assignments.add(assignment);
          tensors.add(EnsembleSession.tensor(value, assignment.shape().asArray()));
        });
    Session.Runner runner = trainer.session().session.runner();
    for (int i = 0; i < tensors.size(); i++) {
      runner
          .feed(assignments.get(i).value(), tensors.get(i))
          .addTarget(assignments.get(i).assign());
    }
    runner.run().close();
    tensors.forEach(TFloat32::close);
  }

  /** Gathers relative errors, each relative to the size of what is compared. */
  private static final class Comparison {
    private final List<String> failures = new ArrayList<>();
    private int count;
    private double largest;

    void scalar(String name, JsonNode expected, double actual, double tolerance) {
      check(
          name,
          Math.abs(expected.asDouble() - actual) / Math.max(Math.abs(expected.asDouble()), 1e-6),
          tolerance);
    }

    void vector(String name, float[] expected, float[] actual) {
      assertThat(actual).as(name).hasSameSizeAs(expected);
      double largestValue = 0;
      for (float value : expected) {
        largestValue = Math.max(largestValue, Math.abs(value));
      }
      for (int i = 0; i < expected.length; i++) {
        check(
            name + "[" + i + "]",
            Math.abs(expected[i] - actual[i]) / Math.max(largestValue, 1e-6),
            VALUE_TOLERANCE);
      }
    }

    void gradient(String name, JsonNode expected, float[] actual) {
      double norm = 0;
      for (float value : actual) {
        norm += (double) value * value;
      }
      JsonNode expectedNorm = expected.has("l2") ? expected.get("l2") : expected.get("norm");
      // A key's bias cannot change a softmax: its true gradient is 0, and float32 leaves rounding
      // there.
      double scale = Math.max(expectedNorm.asDouble(), 1e-4);
      check(
          "gradient of " + name,
          Math.abs(expectedNorm.asDouble() - Math.sqrt(norm)) / scale,
          GRADIENT_TOLERANCE);
      JsonNode first = expected.has("first") ? expected.get("first") : expected.get("values");
      for (int i = 0; i < first.size(); i++) {
        check(
            "gradient of " + name + "[" + i + "]",
            Math.abs(first.get(i).asDouble() - actual[i]) / scale,
            GRADIENT_TOLERANCE);
      }
    }

    private void check(String name, double error, double tolerance) {
      count++;
      largest = Math.max(largest, error);
      if (!(error <= tolerance)) {
        failures.add(name + ": relative error " + error);
      }
    }
  }
}
