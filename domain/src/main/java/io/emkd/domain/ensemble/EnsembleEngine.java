package io.emkd.domain.ensemble;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.dataset.ItemCatalogue;
import java.nio.file.Path;

/** Computes ensembles: makes new ones to train and loads trained ones. Thread-safe. */
public interface EnsembleEngine {
  /**
   * Refuses a training that there is not the memory for, as far as can be told before it starts; an
   * engine that cannot tell refuses none.
   *
   * @param largestBatch sequences of the largest batch, at most batch_size
   * @throws io.emkd.domain.error.UnmetPreconditionException of type TRAINING_DOES_NOT_FIT, which
   *     names what each part would take beside what there is
   */
  default void requireRoom(
      TrainingConfiguration configuration, ItemCatalogue catalogue, int largestBatch) {}

  /**
   * A new ensemble with the initial weights that the configuration's seed determines.
   *
   * @param steps of the whole training, by which a learning rate that changes is planned
   */
  EnsembleTrainer trainer(TrainingConfiguration configuration, ItemCatalogue catalogue, long steps);

  /**
   * Loads and warms up a trained ensemble.
   *
   * @param directory what {@link EnsembleTrainer#saveWeights} or {@link #export} wrote
   * @param itemCount V
   * @throws io.emkd.domain.error.CorruptArtifactException if it is damaged
   */
  TrainedEnsemble load(Path directory, EnsembleConfiguration configuration, int itemCount);

  /**
   * Completes a directory of weights to what other programs can load: with TensorFlow a SavedModel,
   * whose signatures and tensors docs/saved-model.md describes.
   *
   * <p>An engine that serves large catalogues from an index builds it here.
   *
   * @param weights what {@link EnsembleTrainer#saveWeights} wrote
   * @param sampleInputs [S][T], each the items of an {@link EncoderInput}: on these the index's
   *     recall is measured
   * @param target an empty directory, which {@link #load} accepts afterwards
   */
  void export(
      Path weights,
      EnsembleConfiguration configuration,
      int itemCount,
      int[][] sampleInputs,
      Path target);

  /** An ensemble that answers. */
  interface TrainedEnsemble extends AutoCloseable {
    EnsembleScorer scorer();

    NetworkScorer networks();

    ItemSimilarity similarity();

    TargetRanker ranker();

    SequenceEncoder encoder();

    @Override
    void close();
  }
}
