package io.emkd.tensorflow.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.graph.compile.Compilation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

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
    List<Path> files = GoldenVectors.cases(directory);
    assertThat(files).as("golden cases in %s", directory.toAbsolutePath()).isNotEmpty();
    return files;
  }

  private static void reproduce(Path file, Compilation compilation) throws IOException {
    GoldenVectors.Outcome outcome = GoldenVectors.compare(file, DEVICE.with(compilation));
    System.out.printf(
        "golden %s, %s: %d comparisons, largest relative error %.2e%n",
        file.getFileName(), compilation, outcome.comparisons(), outcome.largest());
    assertThat(outcome.failures()).isEmpty();
  }
}
