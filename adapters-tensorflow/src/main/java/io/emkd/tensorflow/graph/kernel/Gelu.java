package io.emkd.tensorflow.graph.kernel;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The Gaussian error linear unit with the tanh formula of the specification, 0.5 x (1 + tanh(u)) =
 * x sigmoid(2u) with u = sqrt(2/pi) (x + 0.044715 x^3), and what its derivative is made of. Tensors
 * are of any shape.
 */
public final class Gelu {
  private static final float LINEAR = (float) (2 * Math.sqrt(2 / Math.PI));
  private static final float CUBIC = LINEAR * 0.044715f;

  private Gelu() {}

  /** Returns gelu(x). */
  public static Operand<TFloat32> of(Ops tf, Operand<TFloat32> x) {
    return tf.math.mul(x, gate(tf, x));
  }

  /** Returns the gate sigmoid(2u), by which gelu multiplies x. */
  public static Operand<TFloat32> gate(Ops tf, Operand<TFloat32> x) {
    return tf.math.sigmoid(tf.math.mul(x, polynomial(tf, x, CUBIC)));
  }

  /** Returns the slope d(2u)/dx of what the gate is the sigmoid of. */
  public static Operand<TFloat32> gateSlope(Ops tf, Operand<TFloat32> x) {
    return polynomial(tf, x, 3 * CUBIC);
  }

  private static Operand<TFloat32> polynomial(Ops tf, Operand<TFloat32> x, float quadratic) {
    return tf.math.add(tf.math.mul(tf.math.square(x), tf.constant(quadratic)), tf.constant(LINEAR));
  }
}
