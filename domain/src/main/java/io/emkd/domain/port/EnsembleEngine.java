package io.emkd.domain.port;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.data.ItemCatalogue;
import java.nio.file.Path;

/** Computes ensembles: makes new ones to train and loads trained ones. Thread-safe. */
public interface EnsembleEngine {
  /** A new ensemble with the initial weights that the configuration's seed determines. */
  EnsembleTrainer trainer(TrainingConfiguration configuration, ItemCatalogue catalogue);

  /**
   * Loads and warms up a trained ensemble.
   *
   * @param directory what {@link EnsembleTrainer#saveWeights} wrote
   * @param itemCount V
   * @throws io.emkd.domain.error.CorruptArtifactException if it is damaged
   */
  TrainedEnsemble load(Path directory, EnsembleConfiguration configuration, int itemCount);

  /** An ensemble that answers. */
  interface TrainedEnsemble extends AutoCloseable {
    EnsembleScorer scorer();

    SequenceEncoder encoder();

    @Override
    void close();
  }
}
