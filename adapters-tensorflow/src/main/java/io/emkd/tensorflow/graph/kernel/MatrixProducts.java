package io.emkd.tensorflow.graph.kernel;

import io.emkd.domain.configuration.Precision;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;

/** Matrix products in the precision that a training asks for, of float32 and to float32. */
public record MatrixProducts(Precision precision) {
  public Operand<TFloat32> of(
      Ops tf, Operand<TFloat32> left, Operand<TFloat32> right, MatMul.Options... options) {
    return switch (precision) {
      case FLOAT32 -> tf.linalg.matMul(left, right, options);
      case BFLOAT16 ->
          tf.dtypes.cast(
              tf.linalg.matMul(
                  tf.dtypes.cast(left, TBfloat16.class),
                  tf.dtypes.cast(right, TBfloat16.class),
                  options),
              TFloat32.class);
    };
  }

  /**
   * Returns the gradient of W in the product x W, with x [R, in] and W [in, out]: x^T g. oneDNN
   * multiplies faster, up to twice, where the transposed operand is the narrower one.
   *
   * @param gradient of the product, g [R, out]
   * @return [in, out]
   */
  public Operand<TFloat32> weightGradient(
      Ops tf, Operand<TFloat32> x, int in, Operand<TFloat32> gradient, int out) {
    return in <= out
        ? of(tf, x, gradient, MatMul.transposeA(true))
        : tf.linalg.transpose(
            of(tf, gradient, x, MatMul.transposeA(true)), tf.constant(new int[] {1, 0}));
  }

  /**
   * Returns products of the last two axes, of factors [.., a, b] and [.., b, c], by the version of
   * the operation that TensorFlow has oneDNN compute: two to four times as fast as the latest,
   * Eigen's. They are float32 in any precision.
   */
  public static Operand<TFloat32> batch(Ops tf, MatrixOperand left, MatrixOperand right) {
    return tf.scope()
        .env()
        .opBuilder("BatchMatMulV2", tf.scope().makeOpName("BatchMatMul"), tf.scope())
        .addInput(left.tensor().asOutput())
        .addInput(right.tensor().asOutput())
        .setAttr("adj_x", left.transposed())
        .setAttr("adj_y", right.transposed())
        .build()
        .output(0);
  }
}
