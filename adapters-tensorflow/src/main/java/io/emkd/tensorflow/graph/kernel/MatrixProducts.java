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
   * Of x W with x [R, in] and W [in, out], the gradient of W: x^T g. oneDNN multiplies faster, up
   * to twice, where the transposed operand is the narrower one.
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
   * Products of the last two axes, of [.., a, b] and [.., b, c], by the version of the operation
   * that TensorFlow has oneDNN compute: two to four times as fast as the latest, Eigen's.
   *
   * @param transposeLeft left is [.., b, a]
   * @param transposeRight right is [.., c, b]
   */
  public static Operand<TFloat32> batch(
      Ops tf,
      Operand<TFloat32> left,
      boolean transposeLeft,
      Operand<TFloat32> right,
      boolean transposeRight) {
    return tf.scope()
        .env()
        .opBuilder("BatchMatMulV2", tf.scope().makeOpName("BatchMatMul"), tf.scope())
        .addInput(left.asOutput())
        .addInput(right.asOutput())
        .setAttr("adj_x", transposeLeft)
        .setAttr("adj_y", transposeRight)
        .build()
        .output(0);
  }
}
