package io.emkd.tensorflow.graph.update;

import io.emkd.tensorflow.graph.variable.Parameters;
import io.emkd.tensorflow.graph.variable.Variable;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Adam. The bias corrections are in what is fed, computed in double precision; with beta powers of
 * zero TensorFlow's operation applies none of its own.
 *
 * @param slots declares both moments of each variable
 */
record AdamRule(Ops tf, Parameters slots, StepScalars scalars) implements UpdateRule {
  private static final double BETA_1 = 0.9;
  private static final double BETA_2 = 0.999;
  private static final double EPSILON = 1e-8;

  @Override
  public Op apply(Ops after, Variable variable, Operand<TFloat32> gradient) {
    long[] shape = variable.shape().asArray();
    Variable first = slots.zeros(variable.name() + ".first_moment", shape);
    Variable second = slots.zeros(variable.name() + ".second_moment", shape);
    return after.train.resourceApplyAdam(
        variable.handle(),
        first.handle(),
        second.handle(),
        tf.constant(0f),
        tf.constant(0f),
        scalars.stepSize(),
        tf.constant((float) BETA_1),
        tf.constant((float) BETA_2),
        scalars.epsilon(),
        gradient);
  }

  /** Returns the learning rate of step t, counted from 0, with both moments' bias corrections. */
  static float stepSize(double learningRate, long t) {
    return (float)
        (learningRate * Math.sqrt(1 - Math.pow(BETA_2, t + 1.0)) / (1 - Math.pow(BETA_1, t + 1.0)));
  }

  /** Returns Adam's epsilon, 1e-8, on the uncorrected second moment of step t. */
  static float epsilon(long t) {
    return (float) (EPSILON * Math.sqrt(1 - Math.pow(BETA_2, t + 1.0)));
  }
}
