package io.emkd.tensorflow.graph.update;

import io.emkd.domain.configuration.TrainingConfiguration;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The scalars that differ from step to step and that an update is fed by.
 *
 * @param stepSize of Adam: the learning rate with both moments' bias corrections
 * @param epsilon of Adam, on the uncorrected second moment
 * @param learningRate of what Adam does not correct: Muon and weight decay
 * @param averageShare how much of the new weights goes into their average
 */
public record StepScalars(
    Operand<TFloat32> stepSize,
    Operand<TFloat32> epsilon,
    Operand<TFloat32> learningRate,
    Operand<TFloat32> averageShare) {
  /** The values of one step. */
  public record Values(float stepSize, float epsilon, float learningRate, float averageShare) {
    /**
     * @param step from 0
     * @param steps of the whole training
     */
    public static Values of(TrainingConfiguration configuration, long step, long steps) {
      double learningRate = configuration.learningRate(step, steps);
      return new Values(
          AdamRule.stepSize(learningRate, step),
          AdamRule.epsilon(step),
          (float) learningRate,
          (float) configuration.optimizer().averageShare(step));
    }
  }

  /** Declares them as placeholders; those that a configuration does not use may be fed as well. */
  public static StepScalars placeholders(Ops tf) {
    return new StepScalars(
        tf.withName("step_size").placeholder(TFloat32.class),
        tf.withName("epsilon").placeholder(TFloat32.class),
        tf.withName("learning_rate").placeholder(TFloat32.class),
        tf.withName("average_share").placeholder(TFloat32.class));
  }

  /** Returns all, in an order that {@link #of} takes. */
  public List<Operand<?>> all() {
    return List.of(stepSize, epsilon, learningRate, averageShare);
  }

  /** Returns the same of a function's inputs, which stand for {@link #all}. */
  @SuppressWarnings("unchecked")
  public static StepScalars of(List<Operand<?>> inputs) {
    return new StepScalars(
        (Operand<TFloat32>) inputs.get(0),
        (Operand<TFloat32>) inputs.get(1),
        (Operand<TFloat32>) inputs.get(2),
        (Operand<TFloat32>) inputs.get(3));
  }
}
