package io.emkd.bootstrap.bench;

import io.emkd.domain.port.EnsembleEngine;
import io.emkd.domain.serving.ScoringLimits;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** The scoring graph's run alone, without a server around it; frees the ensemble at its end. */
final class BareGraphRun implements AutoCloseable {
  private final EnsembleEngine.TrainedEnsemble ensemble;
  private final int itemCount;
  private final int[][] inputs;
  private final int[][] seen;
  private int next;

  /**
   * @param inputs as a scorer takes them, of {@code sequences}
   */
  BareGraphRun(EnsembleEngine.TrainedEnsemble ensemble, List<int[]> inputs, List<int[]> sequences) {
    this.ensemble = ensemble;
    this.itemCount = ensemble.scorer().itemCount();
    this.inputs = inputs.toArray(int[][]::new);
    this.seen = sequences.toArray(int[][]::new);
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
    int first = next + batch <= inputs.length ? next : 0;
    next = first + batch;
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
