package io.emkd.tensorflow.graph.encoder.layer;

import io.emkd.tensorflow.graph.encoder.dropout.Dropout;
import io.emkd.tensorflow.graph.kernel.Kernels.Linear;
import io.emkd.tensorflow.graph.variable.Parameters;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * norm(x + dropout(W2 gelu(W1 x + b1) + b2)), with the exact gelu, x (1 + erf(x / sqrt(2))) / 2.
 */
public final class FeedForwardSublayer {
  private static final float INVERSE_ROOT = (float) Math.sqrt(0.5);

  private final Linear inner;
  private final Linear outer;
  private final RowNorm norm;

  /** Declares the parameters: the inner size is 4d. */
  public FeedForwardSublayer(Parameters parameters, String block, int size) {
    inner = SmallLinear.declared(parameters, block + "feed_forward_inner", size, 4 * size);
    outer = SmallLinear.declared(parameters, block + "feed_forward_outer", 4 * size, size);
    norm = RowNorm.declared(parameters, block + "output_norm", size);
  }

  /**
   * @param x [R, d]
   */
  public Operand<TFloat32> of(Ops tf, Operand<TFloat32> x, Dropout dropout) {
    Operand<TFloat32> fed = outer.apply(tf, gelu(tf, inner.apply(tf, x)));
    return norm.of(tf, tf.math.add(dropout.of(tf, fed), x));
  }

  private static Operand<TFloat32> gelu(Ops tf, Operand<TFloat32> x) {
    Operand<TFloat32> half = tf.math.mul(x, tf.constant(0.5f));
    Operand<TFloat32> erf = tf.math.erf(tf.math.mul(x, tf.constant(INVERSE_ROOT)));
    return tf.math.mul(half, tf.math.add(erf, tf.constant(1f)));
  }
}
