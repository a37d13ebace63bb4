package io.emkd.tensorflow.engine;

import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.ensemble.DistillationLoss;
import io.emkd.domain.ensemble.EnsembleTrainer;
import io.emkd.domain.ensemble.ItemTransitions;
import io.emkd.domain.ensemble.LossTerms;
import io.emkd.domain.ensemble.TrainingBatch;
import io.emkd.tensorflow.device.Device;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.RunMetadata;

/** Trains an ensemble in this process. Not thread-safe. */
final class TensorFlowTrainer implements EnsembleTrainer, StepProfiler {
  private final int length;
  private final ItemCatalogue catalogue;
  private final String device;
  private final FedTrainer fed;

  /**
   * @param steps of the whole training
   */
  TensorFlowTrainer(
      TrainingConfiguration configuration, ItemCatalogue catalogue, long steps, Device device) {
    this.length = configuration.ensemble().maxLength();
    this.catalogue = catalogue;
    this.device = device.name();
    this.fed =
        new FedTrainer(configuration, catalogue.size(), catalogue.attributeCount(), steps, device);
  }

  EnsembleSession session() {
    return fed.session();
  }

  private BatchFeed feed(TrainingBatch batch) {
    return BatchFeed.of(batch, length, catalogue);
  }

  @Override
  public String device() {
    return device;
  }

  @Override
  public LossTerms step(TrainingBatch batch, long step) {
    return fed.step(feed(batch), step);
  }

  /** Returns the loss terms of a batch at the present weights; nothing is updated. */
  LossTerms of(TrainingBatch batch) {
    return fed.of(feed(batch));
  }

  DistillationLoss distillation() {
    return batch -> of(batch).distillation();
  }

  /** Returns the gradient of the total at the present weights by parameter name. */
  Map<String, float[]> gradients(TrainingBatch batch) {
    return fed.gradients(feed(batch));
  }

  /** Does a step and returns what TensorFlow noted of each operation. */
  RunMetadata traced(TrainingBatch batch, long step) {
    return fed.traced(feed(batch), step);
  }

  @Override
  public List<OperationTime> profile(TrainingBatch batch, long step) {
    return fed.profile(feed(batch), step);
  }

  @Override
  public void scoreWith(ItemTransitions transitions) {
    fed.scoreWith(transitions);
  }

  @Override
  public void learnFrom(Path weights) {
    fed.learnFrom(weights);
  }

  @Override
  public TensorFlowScorer ranker() {
    fed.prepareScoring();
    return fed.scorer();
  }

  TensorFlowScorer encoder() {
    return fed.scorer();
  }

  @Override
  public void saveWeights(Path directory) {
    fed.saveWeights(directory);
  }

  @Override
  public void saveCheckpoint(Path directory) {
    fed.saveCheckpoint(directory);
  }

  @Override
  public void restoreCheckpoint(Path directory) {
    fed.restoreCheckpoint(directory);
  }

  @Override
  public void close() {
    fed.close();
  }
}
