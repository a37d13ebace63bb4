package io.emkd.tensorflow.graph.update;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The scalars that differ from step to step and that an update is fed by.
 *
 * @param stepSize fed with {@link AdamUpdate#stepSize(double, long)}
 * @param epsilon fed with {@link AdamUpdate#epsilon(long)}
 */
public record StepScalars(Operand<TFloat32> stepSize, Operand<TFloat32> epsilon) {
  public static StepScalars placeholders(Ops tf) {
    return new StepScalars(
        tf.withName("step_size").placeholder(TFloat32.class),
        tf.withName("epsilon").placeholder(TFloat32.class));
  }

  /** Returns all, in an order that {@link #of} takes. */
  public List<Operand<?>> all() {
    return List.of(stepSize, epsilon);
  }

  /** Returns the same of a function's inputs, which stand for {@link #all}. */
  @SuppressWarnings("unchecked")
  public static StepScalars of(List<Operand<?>> inputs) {
    return new StepScalars((Operand<TFloat32>) inputs.get(0), (Operand<TFloat32>) inputs.get(1));
  }
}
