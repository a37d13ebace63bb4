package io.emkd.tensorflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.ItemLossConfiguration;
import io.emkd.domain.configuration.LossConfiguration;
import io.emkd.domain.configuration.MaskingConfiguration;
import io.emkd.domain.configuration.Precision;
import io.emkd.domain.configuration.ScheduleConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.graph.compile.Compilation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** XLA writes down what it compiles, if its process is asked to before it begins. */
class CompilationsTest {
  @TempDir Path folder;

  /** Trains for epochs, each with a last batch that is smaller and a validation after it. */
  static final class Trains {
    private Trains() {}

    public static void main(String[] arguments) throws IOException {
      TrainingConfiguration configuration =
          new TrainingConfiguration(
              new EnsembleConfiguration(EncoderKind.BERT4REC, 8, TinyTraining.LENGTH, 1, 2, 2, 0.2),
              new MaskingConfiguration(2, 0.4, 1),
              new LossConfiguration(0.3, 0.01, 0.1, ItemLossConfiguration.FULL),
              new ScheduleConfiguration(8, 1e-2, 5, 1, 1, 0, 0),
              Precision.FLOAT32,
              11);
      var schedule = TinyTraining.schedule(configuration);
      try (TensorFlowTrainer trainer =
          new TensorFlowTrainer(
              configuration,
              TinyTraining.catalogue(),
              20,
              Device.choose("cpu", 2).with(Compilation.PROGRAM))) {
        int step = 0;
        for (int epoch = 0; epoch < 4; epoch++) {
          for (int s = 0; s < schedule.stepsPerEpoch(); s++) {
            trainer.step(schedule.batch(step), step);
            step++;
          }
          trainer.ranker().ranks(new int[][] {{0, 0, 0, 1, 2, 31}}, new int[] {3}, new int[1][0]);
          System.out.println("compiled " + compiled(Path.of(arguments[0])));
        }
      }
    }

    private static long compiled(Path folder) throws IOException {
      try (Stream<Path> files = Files.list(folder)) {
        return files.filter(f -> f.toString().endsWith(".before_optimizations.txt")).count();
      }
    }
  }

  @Test
  @Timeout(300)
  void afterTheFirstEpochAndItsSmallerBatchNothingIsCompiledAgain() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    ProcessBuilder builder =
        new ProcessBuilder(
            java.toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Trains.class.getName(),
            folder.toString());
    builder.environment().put("XLA_FLAGS", "--xla_dump_hlo_as_text --xla_dump_to=" + folder);
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    List<String> printed = new ArrayList<>();
    try (var reader = process.inputReader()) {
      reader.lines().filter(line -> line.startsWith("compiled")).forEach(printed::add);
    }
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();

    // Batches of 8, 8 and 4 windows.
    assertThat(printed).containsExactly("compiled 2", "compiled 2", "compiled 2", "compiled 2");
  }
}
