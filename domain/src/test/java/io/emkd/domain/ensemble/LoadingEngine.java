package io.emkd.domain.ensemble;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.dataset.ItemCatalogue;
import java.nio.file.Path;

/** An engine that neither trains nor exports. */
public interface LoadingEngine extends EnsembleEngine {
  @Override
  default void export(
      Path weights,
      EnsembleConfiguration configuration,
      int items,
      int[][] sampleInputs,
      Path target) {
    throw new UnsupportedOperationException();
  }

  @Override
  default EnsembleTrainer trainer(
      TrainingConfiguration configuration, ItemCatalogue catalogue, long steps) {
    throw new UnsupportedOperationException();
  }
}
