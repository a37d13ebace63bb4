package io.emkd.tensorflow.engine;

import io.emkd.tensorflow.graph.TrainingGraph;
import io.emkd.tensorflow.graph.TrainingInputs;
import io.emkd.tensorflow.graph.update.StepScalars;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** The tensors that one step of training is fed. */
final class StepTensors implements AutoCloseable {
  private final Map<Operand<?>, Tensor> tensors = new LinkedHashMap<>();

  /**
   * What differs from step to step besides the batch.
   *
   * @param dropoutSeed another one each step
   */
  record StepValues(long dropoutSeed, StepScalars.Values scalars) {}

  private StepTensors() {}

  /**
   * @param length T
   */
  static StepTensors of(TrainingGraph graph, BatchFeed feed, int length, StepValues values) {
    StepTensors step = new StepTensors();
    try {
      step.add(graph.inputs(), feed, length);
      step.tensors.put(graph.inputs().dropoutSeed(), TInt64.scalarOf(values.dropoutSeed));
      step.add(graph.scalars(), values.scalars);
      return step;
    } catch (RuntimeException | Error failed) {
      step.close();
      throw failed;
    }
  }

  private void add(TrainingInputs inputs, BatchFeed feed, int length) {
    tensors.put(inputs.sequences(), EnsembleSession.tensor(feed.sequences(), feed.rows(), length));
    add(inputs.masked().positions(), feed.masked().positions());
    add(inputs.masked().labels(), feed.masked().labels());
    add(inputs.masked().weights(), feed.masked().weights());
    add(inputs.attributes().positions(), feed.attributes().positions());
    add(inputs.attributes().weights(), feed.attributes().weights());
    int[] targets = feed.attributes().targets();
    tensors.put(
        inputs.attributes().targets(), EnsembleSession.tensor(targets, targets.length / 2, 2));
    inputs
        .sampled()
        .ifPresent(
            sampled -> {
              add(sampled.items(), feed.sample().items());
              add(sampled.labelCorrections(), feed.sample().labelCorrections());
              add(sampled.itemCorrections(), feed.sample().itemCorrections());
            });
  }

  private void add(StepScalars scalars, StepScalars.Values values) {
    tensors.put(scalars.stepSize(), TFloat32.scalarOf(values.stepSize()));
    tensors.put(scalars.epsilon(), TFloat32.scalarOf(values.epsilon()));
    tensors.put(scalars.learningRate(), TFloat32.scalarOf(values.learningRate()));
    tensors.put(scalars.averageShare(), TFloat32.scalarOf(values.averageShare()));
  }

  private void add(Operand<?> placeholder, int[] values) {
    tensors.put(placeholder, EnsembleSession.tensor(values, values.length));
  }

  private void add(Operand<?> placeholder, float[] values) {
    tensors.put(placeholder, EnsembleSession.tensor(values, values.length));
  }

  Session.Runner feed(Session.Runner runner) {
    tensors.forEach(runner::feed);
    return runner;
  }

  @Override
  public void close() {
    tensors.values().forEach(Tensor::close);
  }
}
