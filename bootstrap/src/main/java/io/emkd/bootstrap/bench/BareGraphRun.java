package io.emkd.bootstrap.bench;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.masking.Padding;
import io.emkd.domain.port.EnsembleEngine;
import io.emkd.domain.serving.ScoringLimits;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** The scoring graph's run alone, without a server around it. */
final class BareGraphRun implements AutoCloseable {
  private final EnsembleEngine.TrainedEnsemble ensemble;
  private final int itemCount;
  private final int[][] inputs;
  private final int[][] seen;
  private int next;

  BareGraphRun(
      EnsembleEngine engine,
      Path dataDirectory,
      EnsembleConfiguration shape,
      int itemCount,
      List<int[]> sequences) {
    this.itemCount = itemCount;
    ensemble =
        engine.load(
            dataDirectory.resolve("models").resolve(GeneratedModel.NAME).resolve("1"),
            shape,
            itemCount);
    inputs = new int[sequences.size()][];
    Arrays.setAll(
        inputs, s -> Padding.nextItemInput(sequences.get(s), shape.maxLength(), itemCount + 1));
    seen = sequences.toArray(int[][]::new);
  }

  /** One run after the other, of one sequence and of many. */
  void measure(double seconds, Map<String, Number> results) {
    for (int batch : new int[] {1, ScoringLimits.DEFAULT.batchSizeFor(itemCount)}) {
      Histogram latencies = new Histogram(3);
      long start = System.nanoTime();
      while (System.nanoTime() - start < seconds * 1e9) {
        latencies.recordValue(run(batch));
      }
      String name = "bare_batch_" + batch;
      results.put(name + "_p50_ms", latencies.getValueAtPercentile(50) / 1e6);
      results.put(
          name + "_sequences_per_second",
          latencies.getTotalCount() * batch / ((System.nanoTime() - start) / 1e9));
    }
  }

  /** In nanoseconds. */
  private long run(int batch) {
    int first = next;
    next = (next + batch) % (inputs.length - batch);
    long start = System.nanoTime();
    ensemble
        .scorer()
        .top(
            Arrays.copyOfRange(inputs, first, first + batch),
            Arrays.copyOfRange(seen, first, first + batch),
            GeneratedModel.COUNT);
    return System.nanoTime() - start;
  }

  @Override
  public void close() {
    ensemble.close();
  }
}
