package io.emkd.experiments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emkd.benchmarks.CommandProcess;
import io.emkd.tensorflow.graph.compile.Compilation;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Compares golden cases on the device, each compilation in a process of its own. */
final class GoldenStep {
  private static final Path OF_THE_SOURCES =
      Path.of("adapters-tensorflow", "src", "test", "resources", "golden");
  private static final List<Compilation> COMPILATIONS =
      List.of(Compilation.PROGRAM, Compilation.NONE);

  private final Optional<Path> given;
  private final String device;

  /**
   * @param given folder of cases
   */
  GoldenStep(Optional<Path> given, String device) {
    this.given = given;
    this.device = device;
  }

  /** The cases of the source tree in which this runs, or from which it was built. */
  static Optional<Path> ofTheSources() {
    return Stream.concat(above(Path.of("").toAbsolutePath()), above(ofThisClass()))
        .map(folder -> folder.resolve(OF_THE_SOURCES))
        .filter(Files::isDirectory)
        .findFirst();
  }

  private static Path ofThisClass() {
    try {
      return Path.of(GoldenStep.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException unreadable) {
      return Path.of("/");
    }
  }

  private static Stream<Path> above(Path path) {
    return Stream.iterate(path, folder -> folder != null, Path::getParent);
  }

  void run(StepReport step, TimeLimit limit) throws IOException, InterruptedException {
    Optional<Path> folder = given.or(GoldenStep::ofTheSources);
    if (folder.isEmpty()) {
      step.skip("there is no source tree here, and --golden names no folder of golden cases");
      return;
    }
    step.line("| case | compilation | comparisons | largest relative error | wrong |");
    step.line("|---|---|---|---|---|");
    for (Compilation compilation : COMPILATIONS) {
      CommandProcess.Result result =
          CommandProcess.run(
              List.of(
                  "experiment",
                  "golden",
                  "--output",
                  "json",
                  "--golden",
                  folder.get().toString(),
                  "--device",
                  device,
                  "--compilation",
                  compilation.name()),
              // The vectors ask for products of float32.
              Map.of(
                  "NVIDIA_TF32_OVERRIDE",
                  "0",
                  "XLA_FLAGS",
                  GpuExperiment.xlaFlags("--xla_gpu_enable_triton_gemm=false")),
              limit.remaining());
      if (result.answer().isEmpty()) {
        step.line("| all | %s | | | %s |", compilation, result.failure());
        step.fail(compilation + ": " + result.failure());
      } else {
        report(step, compilation, result.answer().get());
      }
    }
  }

  private static void report(StepReport step, Compilation compilation, JsonNode answer) {
    for (JsonNode golden : answer.get("cases")) {
      int wrong = golden.get("failures").size();
      step.line(
          "| %s | %s | %d | %.2e | %d |",
          golden.get("case").asText(),
          compilation,
          golden.get("comparisons").asInt(),
          golden.get("largest_error").asDouble(),
          wrong);
      ObjectNode row = step.json().withArray("cases").addObject();
      row.put("compilation", compilation.name()).setAll((ObjectNode) golden);
      if (wrong > 0) {
        step.fail(
            golden.get("case").asText()
                + ", "
                + compilation
                + ": "
                + wrong
                + " values are wrong, the first "
                + golden.get("failures").get(0).asText());
      }
    }
  }
}
