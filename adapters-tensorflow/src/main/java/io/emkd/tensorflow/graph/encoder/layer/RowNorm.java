package io.emkd.tensorflow.graph.encoder.layer;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.graph.variable.Parameters;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Layer normalisation, a (x - mean) / sqrt(variance + epsilon) + b of each row, with the variance
 * of the population: another one than BERT4Rec's here.
 *
 * @param scale a, [d]
 * @param shift b, [d]
 */
public record RowNorm(Operand<TFloat32> scale, Operand<TFloat32> shift, float epsilon) {
  public static RowNorm declared(Parameters parameters, String name, EnsembleConfiguration shape) {
    return new RowNorm(
        parameters.constant(name + ".scale", 1, shape.hiddenSize()),
        parameters.constant(name + ".shift", 0, shape.hiddenSize()),
        (float) shape.variant().normEpsilon());
  }

  /**
   * @param x [R, d]
   */
  public Operand<TFloat32> of(Ops tf, Operand<TFloat32> x) {
    Operand<TInt32> axis = tf.constant(new int[] {-1});
    Operand<TFloat32> centred = tf.math.sub(x, tf.math.mean(x, axis, Mean.keepDims(true)));
    Operand<TFloat32> variance = tf.math.mean(tf.math.square(centred), axis, Mean.keepDims(true));
    Operand<TFloat32> normed =
        tf.math.mul(centred, tf.math.rsqrt(tf.math.add(variance, tf.constant(epsilon))));
    return tf.math.add(tf.math.mul(normed, scale), shift);
  }
}
