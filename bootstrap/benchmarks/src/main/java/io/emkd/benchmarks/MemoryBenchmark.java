package io.emkd.benchmarks;

import io.emkd.benchmarks.TrainingBenchmark.Data;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.ensemble.EnsembleEngine;
import io.emkd.domain.ensemble.EnsembleTrainer;
import io.emkd.domain.sampling.BatchSchedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The most memory that the process of a training takes, beside what was estimated. */
final class MemoryBenchmark {
  private static final int STEPS = 3;
  private static final int VALIDATION_BATCH = 256;

  private MemoryBenchmark() {}

  /**
   * Some steps, a validation and a checkpoint.
   *
   * @param engine trains in a process of its own, the only child of this one
   * @return the peak in bytes
   */
  public static long measure(EnsembleEngine engine, TrainingConfiguration configuration, Data data)
      throws IOException {
    ItemCatalogue catalogue = TrainingBenchmark.catalogue(data);
    BatchSchedule schedule = TrainingBenchmark.schedule(configuration, data);
    Path directory = Files.createTempDirectory("emkd-memory");
    try (EnsembleTrainer trainer =
        engine.trainer(configuration, catalogue, schedule.totalSteps())) {
      for (int step = 0; step < STEPS; step++) {
        trainer.step(schedule.batch(step), step);
      }
      int length = configuration.ensemble().maxLength();
      int[] input = new int[length];
      Arrays.fill(input, 1);
      input[length - 1] = data.items() + 1;
      int[][] inputs = new int[VALIDATION_BATCH][];
      Arrays.fill(inputs, input);
      int[] targets = new int[VALIDATION_BATCH];
      Arrays.fill(targets, 1);
      trainer.ranker().ranks(inputs, targets, new int[VALIDATION_BATCH][0]);
      trainer.saveCheckpoint(directory);
      trainer.step(schedule.batch(STEPS), STEPS);
      long child = ProcessHandle.current().children().findFirst().orElseThrow().pid();
      return ProcessMemory.peakResidentBytes(child);
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** What {@code bench memory} goes through: d, T, B, M, V, N, L, H and the item loss. */
  public static List<Shape> spread() {
    return List.of(
        new Shape(16, 10, 64, 1, 100, 1, 2, 2, "full"),
        new Shape(64, 10, 64, 2, 12_000, 3, 2, 2, "full"),
        new Shape(64, 15, 256, 2, 12_101, 3, 2, 2, "full"),
        new Shape(64, 50, 256, 2, 12_000, 3, 2, 2, "full"),
        new Shape(64, 200, 64, 2, 12_000, 3, 2, 2, "full"),
        new Shape(64, 50, 64, 8, 12_000, 1, 2, 2, "full"),
        new Shape(64, 50, 64, 2, 12_000, 3, 4, 4, "full"),
        new Shape(64, 10, 256, 2, 50_000, 3, 2, 2, "full"),
        new Shape(64, 50, 256, 2, 50_000, 1, 2, 2, "sampled"),
        new Shape(64, 15, 256, 2, 200_000, 3, 2, 2, "sampled"),
        new Shape(16, 200, 64, 8, 100, 1, 2, 2, "full"),
        new Shape(16, 50, 256, 8, 100, 3, 2, 2, "full"),
        new Shape(16, 10, 2048, 1, 100, 3, 2, 2, "full"),
        new Shape(256, 50, 64, 2, 12_000, 3, 2, 2, "full"),
        new Shape(256, 10, 256, 8, 12_000, 1, 2, 2, "full"),
        new Shape(256, 10, 256, 2, 50_000, 1, 2, 2, "full"),
        new Shape(256, 200, 64, 1, 12_000, 1, 2, 2, "full"),
        new Shape(512, 10, 64, 1, 12_000, 3, 4, 4, "full"),
        new Shape(256, 50, 256, 2, 50_000, 1, 2, 2, "full"));
  }

  /** A configuration's size; the rest is the preset's. */
  public record Shape(
      int hiddenSize,
      int maxLength,
      int batchSize,
      int maskedViews,
      int items,
      int networks,
      int blocks,
      int heads,
      String itemLoss) {}
}
