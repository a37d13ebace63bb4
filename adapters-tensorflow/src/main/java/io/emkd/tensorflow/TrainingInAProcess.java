package io.emkd.tensorflow;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.data.ItemCatalogue;
import io.emkd.domain.port.EnsembleEngine;
import io.emkd.domain.port.EnsembleTrainer;
import java.nio.file.Path;

/**
 * Computes ensembles with TensorFlow; each training in a process of its own, so that one that runs
 * out of memory ends alone. Thread-safe.
 */
public final class TrainingInAProcess implements EnsembleEngine {
  private final EnsembleEngine here;
  private final Device device;

  /**
   * @param here does all else in this process
   */
  public TrainingInAProcess(EnsembleEngine here, Device device) {
    this.here = here;
    this.device = device;
  }

  @Override
  public EnsembleTrainer trainer(TrainingConfiguration configuration, ItemCatalogue catalogue) {
    return new TrainerProcess(
        configuration,
        catalogue,
        device,
        heapBytes(configuration),
        "lower batch_size, max_length, masked_views or hidden_size");
  }

  /** A graph, and three times what a step is fed: read, handed over, and garbage. */
  private static long heapBytes(TrainingConfiguration configuration) {
    double positions =
        (configuration.masking().maskedViews() + 1.0)
            * configuration.schedule().batchSize()
            * configuration.ensemble().maxLength();
    return (512L << 20) + (long) (3 * 6 * Integer.BYTES * positions);
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
