package io.emkd.tensorflow.graph.kernel;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TFloat32;

/** Sums of tensors, of a tensor's values, and of products row by row. */
public final class Sums {
  private Sums() {}

  /**
   * Returns the sum of tensors of one shape.
   *
   * @param terms at least one
   */
  public static Operand<TFloat32> of(Ops tf, List<Operand<TFloat32>> terms) {
    return terms.size() == 1 ? terms.get(0) : tf.math.addN(terms);
  }

  /** Returns the sum of all values of a tensor, a scalar. */
  public static Operand<TFloat32> total(Ops tf, Operand<TFloat32> x) {
    return tf.reduceSum(x, tf.range(tf.constant(0), tf.rank(x), tf.constant(1)));
  }

  /** Returns the inner product of each row: of [.., C] and [.., C], broadcast, to [..]. */
  public static Operand<TFloat32> rowProduct(
      Ops tf, Operand<TFloat32> left, Operand<TFloat32> right) {
    return tf.squeeze(
        tf.train.batchMatMul(
            tf.expandDims(left, tf.constant(-2)),
            tf.expandDims(right, tf.constant(-2)),
            TFloat32.class,
            BatchMatMul.adjY(true)),
        Squeeze.axis(List.of(-2L, -1L)));
  }
}
