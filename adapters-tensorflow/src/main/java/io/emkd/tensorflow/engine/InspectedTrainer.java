package io.emkd.tensorflow.engine;

import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.ensemble.LossTerms;
import io.emkd.domain.ensemble.TrainingBatch;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.graph.EnsembleGraph;
import io.emkd.tensorflow.graph.variable.Assignment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;

/** A trainer whose weights can be set and whose inner values be read. Not thread-safe. */
public final class InspectedTrainer implements AutoCloseable {
  private final TensorFlowTrainer trainer;

  public InspectedTrainer(
      TrainingConfiguration configuration, ItemCatalogue catalogue, Device device) {
    trainer = new TensorFlowTrainer(configuration, catalogue, 1, device);
  }

  /** Returns the loss terms at the present weights; nothing is updated. */
  public LossTerms losses(TrainingBatch batch) {
    return trainer.of(batch);
  }

  public double distillation(TrainingBatch batch) {
    return trainer.distillation().of(batch);
  }

  /** Returns the gradient of the total at the present weights by parameter name. */
  public Map<String, float[]> gradients(TrainingBatch batch) {
    return trainer.gradients(batch);
  }

  /** Returns each network's hidden states of the originals, flattened from [B, T, d]. */
  public float[][] anchors(TrainingBatch batch) {
    return trainer.encoder().hiddenStates(batch.original()).networks();
  }

  /** Returns [B, V+1]. */
  public float[][] scores(int[][] inputs) {
    return trainer.ranker().scores(inputs);
  }

  public LossTerms step(TrainingBatch batch, long step) {
    return trainer.step(batch, step);
  }

  /** Returns how many values each parameter has, by name. */
  public Map<String, Integer> parameterSizes() {
    return trainer.session().graph.parameterSizes();
  }

  /**
   * @param values of all parameters, by name
   */
  public void setParameters(Map<String, float[]> values) {
    EnsembleGraph graph = trainer.session().graph;
    List<TFloat32> tensors = new ArrayList<>();
    Session.Runner runner = trainer.session().session.runner();
    values.forEach(
        (name, value) -> {
          Assignment assignment = graph.assignment(name);
          TFloat32 tensor = EnsembleSession.tensor(value, assignment.shape().asArray());
          tensors.add(tensor);
          runner.feed(assignment.value(), tensor).addTarget(assignment.assign());
        });
    runner.run().close();
    tensors.forEach(TFloat32::close);
  }

  @Override
  public void close() {
    trainer.close();
  }
}
