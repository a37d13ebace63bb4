package io.emkd.tensorflow.process;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.ensemble.EnsembleEngine;
import io.emkd.domain.ensemble.EnsembleTrainer;
import io.emkd.domain.ensemble.ItemTransitions;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.memory.TrainingMemory;
import io.emkd.tensorflow.memory.TrainingRoom;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Computes ensembles with TensorFlow; each training in a process of its own, so that one that runs
 * out of memory ends alone. Thread-safe.
 */
public final class TrainingInAProcess implements EnsembleEngine {
  /** A child's heap holds a graph, and what a step is fed: read, handed over, garbage. */
  private static final long LEAST_HEAP = 512L << 20;

  private static final double HEAP_BYTES_OF_A_POSITION = 72;

  /** Of a row of followers and one of weights, beside their values. */
  private static final long ARRAYS = 48;

  private final EnsembleEngine here;
  private final Device device;
  private final Optional<TrainingRoom> room;

  /**
   * @param here does all else in this process
   * @param room what trainings are held against when they are asked for; empty where another
   *     process runs them
   */
  public TrainingInAProcess(EnsembleEngine here, Device device, Optional<TrainingRoom> room) {
    this.here = here;
    this.device = device;
    this.room = room;
  }

  @Override
  public void requireRoom(
      TrainingConfiguration configuration, ItemCatalogue catalogue, int largestBatch) {
    room.ifPresent(
        r -> r.require(configuration, largestBatch, catalogue.size(), catalogue.attributeCount()));
  }

  @Override
  public EnsembleTrainer trainer(
      TrainingConfiguration configuration, ItemCatalogue catalogue, long steps) {
    return new TrainerProcess(
        configuration,
        catalogue,
        steps,
        device,
        heapBytes(configuration, catalogue.size()),
        room.orElseGet(() -> new TrainingRoom(device.name()))
            .describe(configuration, catalogue.size(), catalogue.attributeCount()));
  }

  /** What followed each item is on the heap once, on its way from this process. */
  private static long transitionBytes(EnsembleConfiguration configuration, int itemCount) {
    return configuration.addsSkipMarkov()
        ? (itemCount + 1L) * (2L * Float.BYTES * ItemTransitions.widthOf(itemCount) + ARRAYS)
        : 0;
  }

  private static long heapBytes(TrainingConfiguration configuration, int itemCount) {
    double positions =
        TrainingMemory.positions(configuration, configuration.schedule().batchSize());
    return (long)
        Math.min(
            Math.max(LEAST_HEAP, 2.0 * Runtime.getRuntime().maxMemory()),
            LEAST_HEAP
                + HEAP_BYTES_OF_A_POSITION * positions
                + transitionBytes(configuration.ensemble(), itemCount));
  }

  @Override
  public TrainedEnsemble load(Path directory, EnsembleConfiguration configuration, int itemCount) {
    return here.load(directory, configuration, itemCount);
  }

  @Override
  public void export(
      Path weights,
      EnsembleConfiguration configuration,
      int itemCount,
      int[][] sampleInputs,
      Path target) {
    here.export(weights, configuration, itemCount, sampleInputs, target);
  }
}
