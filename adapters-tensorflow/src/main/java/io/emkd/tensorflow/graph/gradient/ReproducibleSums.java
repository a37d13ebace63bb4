package io.emkd.tensorflow.graph.gradient;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Sums of rows that any number of threads may add up in any order: of integers, which, unlike
 * floating-point numbers, add up to the same whatever the order. A GPU adds rows in an order of its
 * own each time.
 */
public final class ReproducibleSums {
  /** Of the 63 bits of a sum, one is left over and 20 are for a million rows as large as any. */
  private static final float LARGEST = (float) (1L << 42);

  private static final float SMALLEST = 1e-20f;

  private ReproducibleSums() {}

  /**
   * Returns the gradient of a table by that of rows gathered from it, [V, d]. Each value is rounded
   * to the 2^42nd part of the largest, where float32 itself keeps a 2^24th part of each.
   *
   * @param rows [R, d]
   * @param indices [R] of the table's rows; what is negative is left out
   * @param tableSize V
   */
  public static Operand<TFloat32> byIndex(
      Ops tf, Operand<TFloat32> rows, Operand<TInt32> indices, int tableSize) {
    Operand<TFloat32> largest =
        tf.math.maximum(
            tf.max(tf.math.abs(rows), tf.constant(new int[] {0, 1})), tf.constant(SMALLEST));
    Operand<TFloat32> factor = tf.math.div(tf.constant(LARGEST), largest);
    Operand<TInt64> integers =
        tf.dtypes.cast(tf.math.round(tf.math.mul(rows, factor)), TInt64.class);
    Operand<TInt64> sums = tf.math.unsortedSegmentSum(integers, indices, tf.constant(tableSize));
    return tf.math.div(tf.dtypes.cast(sums, TFloat32.class), factor);
  }
}
