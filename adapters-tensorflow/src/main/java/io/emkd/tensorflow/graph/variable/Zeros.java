package io.emkd.tensorflow.graph.variable;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Tensors of zeros. */
public final class Zeros {
  private Zeros() {}

  /** As {@code tf.zeros}, which reads the names of the whole graph at each call. */
  public static Operand<TFloat32> of(Ops tf, long... shape) {
    return tf.fill(tf.constant(shape), tf.constant(0f));
  }
}
