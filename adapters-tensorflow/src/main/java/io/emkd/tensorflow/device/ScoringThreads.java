package io.emkd.tensorflow.device;

import io.emkd.domain.configuration.EnsembleConfiguration;

/**
 * How scoring takes the processors. Operations of a small ensemble are too short to be shared
 * between threads, so a run gives each operation one and several runs compute at once; of a large
 * one all threads share an operation, since reading its item heads is what a request waits for, and
 * runs are one at a time: two would each read them for half as many.
 *
 * @param ofOneOperation 0 is all processors
 * @param concurrentRuns that make the best use of the processors
 */
public record ScoringThreads(int ofOneOperation, int concurrentRuns) {
  /** Bytes of the item heads. Measured: 9 MB gain from one thread an operation, 37 MB lose. */
  private static final long SMALL = 16L << 20;

  /** While one hands out answers, another computes. */
  private static final int OVERLAPPING = 2;

  /**
   * @param device {@code cpu} or {@code gpu}
   */
  public static ScoringThreads of(
      String device, EnsembleConfiguration ensemble, int itemCount, int processors) {
    long width = (long) ensemble.networks() * ensemble.hiddenSize();
    boolean small = (itemCount + 1L) * width * Float.BYTES <= SMALL;
    if (!device.equals("cpu")) {
      return new ScoringThreads(0, OVERLAPPING);
    }
    return small
        ? new ScoringThreads(1, Math.max(OVERLAPPING, processors))
        : new ScoringThreads(0, 1);
  }

  public static ScoringThreads of(Device device, EnsembleConfiguration ensemble, int itemCount) {
    return of(device.name(), ensemble, itemCount, Runtime.getRuntime().availableProcessors());
  }
}
