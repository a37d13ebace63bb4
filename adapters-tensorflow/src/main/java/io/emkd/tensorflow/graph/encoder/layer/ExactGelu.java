package io.emkd.tensorflow.graph.encoder.layer;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The exact gelu, x (1 + erf(x / sqrt(2))) / 2: another one than BERT4Rec's here. */
public final class ExactGelu {
  private static final float INVERSE_ROOT = (float) Math.sqrt(0.5);

  private ExactGelu() {}

  public static Operand<TFloat32> of(Ops tf, Operand<TFloat32> x) {
    Operand<TFloat32> half = tf.math.mul(x, tf.constant(0.5f));
    Operand<TFloat32> erf = tf.math.erf(tf.math.mul(x, tf.constant(INVERSE_ROOT)));
    return tf.math.mul(half, tf.math.add(erf, tf.constant(1f)));
  }
}
