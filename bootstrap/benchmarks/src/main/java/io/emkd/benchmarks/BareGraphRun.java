package io.emkd.benchmarks;

import io.emkd.domain.ensemble.EnsembleScorer;
import io.emkd.domain.serving.ScoringLimits;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** The scoring graph's run alone, without a server around it. */
final class BareGraphRun {
  private final EnsembleScorer scorer;
  private final int[][] inputs;
  private final int[][] seen;
  private final AtomicInteger next = new AtomicInteger();

  /**
   * @param inputs as a scorer takes them, of {@code sequences}
   */
  BareGraphRun(EnsembleScorer scorer, List<int[]> inputs, List<int[]> sequences) {
    this.scorer = scorer;
    this.inputs = inputs.toArray(int[][]::new);
    this.seen = sequences.toArray(int[][]::new);
  }

  /** One run after the other of one sequence; of many as many at once as a server has. */
  void measure(double seconds, Map<String, Number> results) throws InterruptedException {
    Map<String, Number> whileCompiled = new HashMap<>();
    measure(1, 1, seconds, whileCompiled);
    measure(1, 1, seconds, results);
    measure(
        ScoringLimits.DEFAULT.batchSizeFor(scorer.itemCount()),
        scorer.concurrentRuns(),
        seconds,
        results);
  }

  /**
   * One run after the other of one sequence.
   *
   * @param latencies takes them, in nanoseconds
   */
  void oneAtATime(double seconds, Histogram latencies) {
    repeat(1, seconds, latencies);
  }

  /**
   * One run after the other of so many sequences.
   *
   * @return seconds of one, on average
   */
  double secondsOf(int batch, double seconds) {
    Histogram latencies = new Histogram(3);
    repeat(batch, seconds, latencies);
    return latencies.getMean() / 1e9;
  }

  private void measure(int batch, int callers, double seconds, Map<String, Number> results)
      throws InterruptedException {
    Histogram latencies = new ConcurrentHistogram(3);
    long start = System.nanoTime();
    Thread[] threads = new Thread[callers];
    Arrays.setAll(threads, t -> new Thread(() -> repeat(batch, seconds, latencies)));
    for (Thread thread : threads) {
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    String name = "bare_batch_" + batch;
    results.put(name + "_p50_ms", latencies.getValueAtPercentile(50) / 1e6);
    results.put(
        name + "_sequences_per_second",
        latencies.getTotalCount() * batch / ((System.nanoTime() - start) / 1e9));
  }

  private void repeat(int batch, double seconds, Histogram latencies) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < seconds * 1e9) {
      latencies.recordValue(run(batch));
    }
  }

  /** In nanoseconds. */
  private long run(int batch) {
    int first = Math.floorMod(next.getAndAdd(batch), inputs.length - batch + 1);
    long start = System.nanoTime();
    scorer.top(
        Arrays.copyOfRange(inputs, first, first + batch),
        Arrays.copyOfRange(seen, first, first + batch),
        GeneratedModel.COUNT);
    return System.nanoTime() - start;
  }
}
