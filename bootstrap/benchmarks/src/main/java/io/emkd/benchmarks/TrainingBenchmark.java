package io.emkd.benchmarks;

import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.ensemble.EnsembleEngine;
import io.emkd.domain.ensemble.EnsembleTrainer;
import io.emkd.domain.ensemble.TargetRanker;
import io.emkd.domain.ensemble.TrainingBatch;
import io.emkd.domain.sampling.BatchPrefetcher;
import io.emkd.domain.sampling.BatchSchedule;
import io.emkd.domain.sampling.TrainingWindows;
import io.emkd.tensorflow.engine.OperationTime;
import io.emkd.tensorflow.engine.StepProfiler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Times training steps on generated sequences of a dataset's size. */
public final class TrainingBenchmark {
  private static final int WARM_UP_STEPS = 3;

  /** Of sequences that are ranked. */
  private static final int BATCH = 256;

  /**
   * The size of the generated data.
   *
   * @param meanLength of the windows before padding, in (0, T]
   */
  public record Data(int items, int attributes, double meanLength) {}

  /**
   * @param firstStepSeconds with what is compiled for it
   * @param secondsToRank all sequences that were to be ranked
   * @param inputWaitSeconds how long a step waited for its batch, median
   * @param gflopPerStep what the mathematics needs
   * @param profile of one more step; empty where not asked for
   */
  public record Report(
      double secondsPerStep,
      double firstStepSeconds,
      double secondsToRank,
      double inputWaitSeconds,
      double gflopPerStep,
      long peakResidentBytes,
      List<OperationTime> profile) {}

  private TrainingBenchmark() {}

  public static Report run(
      EnsembleEngine engine,
      TrainingConfiguration configuration,
      Data data,
      int steps,
      boolean profile,
      int ranked)
      throws IOException, InterruptedException {
    ItemCatalogue catalogue = catalogue(data);
    BatchSchedule schedule = schedule(configuration, data);
    double[] seconds = new double[steps];
    double[] waits = new double[steps];
    long end = (long) WARM_UP_STEPS + steps;
    double gflop = 0;
    double first = 0;
    double ranking;
    List<OperationTime> operations = List.of();
    long peakResidentBytes;
    try (EnsembleTrainer trainer = engine.trainer(configuration, catalogue, schedule.totalSteps());
        BatchPrefetcher batches = new BatchPrefetcher(schedule, 0, end)) {
      for (int step = 0; step < end; step++) {
        long start = System.nanoTime();
        TrainingBatch batch = batches.take();
        long taken = System.nanoTime();
        trainer.step(batch, step);
        if (step == 0) {
          first = (System.nanoTime() - taken) / 1e9;
        }
        if (step >= WARM_UP_STEPS) {
          seconds[step - WARM_UP_STEPS] = (System.nanoTime() - start) / 1e9;
          waits[step - WARM_UP_STEPS] = (taken - start) / 1e9;
          gflop += TrainingFlops.of(batch, configuration, data) / 1e9 / steps;
        }
      }
      peakResidentBytes = ProcessMemory.peakResidentBytes();
      ranking = rank(trainer.ranker(), ranked, data.items());
      if (profile) {
        StepProfiler profiler = (StepProfiler) trainer;
        // The first traced run also sets the tracing up.
        profiler.profile(schedule.batch(0), 0);
        operations = profiler.profile(schedule.batch(0), 0);
      }
    }
    Arrays.sort(seconds);
    Arrays.sort(waits);
    return new Report(
        seconds[steps / 2], first, ranking, waits[steps / 2], gflop, peakResidentBytes, operations);
  }

  /** Returns how long sequences of the longest length take; after one batch that is not counted. */
  private static double rank(TargetRanker ranker, int sequences, int items) {
    if (sequences == 0) {
      return 0;
    }
    SplittableRandom random = new SplittableRandom(3);
    long start = System.nanoTime();
    for (int done = -BATCH; done < sequences; done += BATCH) {
      if (done == 0) {
        start = System.nanoTime();
      }
      int size = Math.min(BATCH, sequences - Math.max(0, done));
      int[][] inputs = new int[size][];
      int[][] excluded = new int[size][];
      for (int b = 0; b < size; b++) {
        inputs[b] = random.ints(ranker.maxLength(), 1, items + 1).toArray();
        excluded[b] = Arrays.copyOf(inputs[b], inputs[b].length - 1);
        inputs[b][inputs[b].length - 1] = items + 1;
      }
      ranker.ranks(inputs, random.ints(size, 1, items + 1).toArray(), excluded);
    }
    return (System.nanoTime() - start) / 1e9;
  }

  static ItemCatalogue catalogue(Data data) {
    SplittableRandom random = new SplittableRandom(1);
    List<String> attributes = new ArrayList<>();
    for (int a = 1; a <= data.attributes(); a++) {
      attributes.add("a" + a);
    }
    List<Item> items = new ArrayList<>();
    for (int i = 1; i <= data.items(); i++) {
      List<String> own = new ArrayList<>();
      for (int a = 0; a < 4 && data.attributes() > 0; a++) {
        own.add(attributes.get(random.nextInt(attributes.size())));
      }
      items.add(new Item("i" + i, "", own));
    }
    return new ItemCatalogue(items, attributes);
  }

  static BatchSchedule schedule(TrainingConfiguration configuration, Data data) {
    SplittableRandom random = new SplittableRandom(2);
    int length = configuration.ensemble().maxLength();
    int spread = Math.max(1, (int) Math.round(2 * (length - data.meanLength())));
    List<int[]> windows = new ArrayList<>();
    for (int w = 0; w < configuration.schedule().batchSize() * 16; w++) {
      int size = Math.max(1, length - random.nextInt(spread + 1));
      windows.add(random.ints(size, 1, data.items() + 1).toArray());
    }
    return new BatchSchedule(TrainingWindows.of(windows, length, 1), data.items(), configuration);
  }
}
