package io.emkd.tensorflow.graph.encoder.bsarec;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.graph.encoder.dropout.Dropout;
import io.emkd.tensorflow.graph.encoder.layer.RowNorm;
import io.emkd.tensorflow.graph.variable.Parameters;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * norm(x + dropout(low + beta^2 (x - low))), with low what the lowest frequencies of each column
 * over the T positions of a sequence give back: a real Fourier transform, of which the others are
 * set to 0, and its inverse, which together are one matrix [T, T].
 */
final class FilterSublayer {
  private final int size;
  private final Operand<TFloat32> beta;
  private final RowNorm norm;
  private final float[][] lowPass;

  /**
   * @param frequencies how many are low, from the one that is constant
   */
  FilterSublayer(
      Parameters parameters, String block, EnsembleConfiguration shape, int frequencies) {
    size = shape.hiddenSize();
    beta = parameters.normal(block + "filter_beta", 1.0, size);
    norm = RowNorm.declared(parameters, block + "filter_norm", shape);
    lowPass = lowPass(shape.maxLength(), frequencies);
  }

  /**
   * @param x [S*T, d]
   * @return [S*T, d]
   */
  Operand<TFloat32> of(Ops tf, Operand<TFloat32> x, Dropout dropout) {
    int length = lowPass.length;
    Operand<TInt32> rows = tf.constant(new int[] {-1, size});
    Operand<TFloat32> bySequence = tf.reshape(x, tf.constant(new int[] {-1, length, size}));
    Operand<TFloat32> low =
        tf.reshape(tf.train.batchMatMul(tf.constant(lowPass), bySequence, TFloat32.class), rows);
    Operand<TFloat32> high = tf.math.mul(tf.math.square(beta), tf.math.sub(x, low));
    return norm.of(tf, tf.math.add(dropout.of(tf, tf.math.add(low, high)), x));
  }

  /** Returns 1/T sum_k w_k cos(2 pi k (t - u) / T), w 1 of the ends of the spectrum, else 2. */
  static float[][] lowPass(int length, int frequencies) {
    float[][] matrix = new float[length][length];
    int kept = Math.min(frequencies, length / 2 + 1);
    for (int t = 0; t < length; t++) {
      for (int u = 0; u < length; u++) {
        double sum = 0;
        for (int k = 0; k < kept; k++) {
          double weight = k == 0 || 2 * k == length ? 1 : 2;
          sum += weight * Math.cos(2 * Math.PI * k * (t - u) / length);
        }
        matrix[t][u] = (float) (sum / length);
      }
    }
    return matrix;
  }
}
