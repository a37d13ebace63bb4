package io.emkd.tensorflow.device;

import io.emkd.domain.configuration.EnsembleConfiguration;

/**
 * How scoring takes the processors. Operations of a small ensemble are too short to be shared
 * between threads, so a run gives each operation one and several runs compute at once; of a large
 * one all threads share an operation, since reading its item heads is what a request waits for.
 *
 * @param ofOneOperation 0 is all processors
 * @param concurrentRuns that make the best use of the processors
 */
public record ScoringThreads(int ofOneOperation, int concurrentRuns) {
  /** Bytes of the item heads. Measured: 9 MB gain from one thread an operation, 37 MB lose. */
  private static final long SMALL = 16L << 20;

  /** While one hands out answers, another computes. */
  private static final int AT_LEAST = 2;

  /**
   * @param device {@code cpu} or {@code gpu}
   */
  public static ScoringThreads of(
      String device, EnsembleConfiguration ensemble, int itemCount, int processors) {
    long width = (long) ensemble.networks() * ensemble.hiddenSize();
    boolean small = (itemCount + 1L) * width * Float.BYTES <= SMALL;
    return small && device.equals("cpu")
        ? new ScoringThreads(1, Math.max(AT_LEAST, processors))
        : new ScoringThreads(0, AT_LEAST);
  }

  public static ScoringThreads of(Device device, EnsembleConfiguration ensemble, int itemCount) {
    return of(device.name(), ensemble, itemCount, Runtime.getRuntime().availableProcessors());
  }
}
