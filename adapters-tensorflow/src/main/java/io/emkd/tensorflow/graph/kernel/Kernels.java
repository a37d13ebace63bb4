package io.emkd.tensorflow.graph.kernel;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What scoring computes in another way on one device than on another. */
public interface Kernels {
  /**
   * @param weight [in, out]
   * @param bias [out]
   */
  record Linear(Operand<TFloat32> weight, Operand<TFloat32> bias) {
    /** x W + b, which TensorFlow's optimiser fuses by itself. */
    public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
      return tf.nn.biasAdd(tf.linalg.matMul(x, weight), bias);
    }

    /**
     * Returns the map to some of the columns.
     *
     * @param in how many rows the weight has
     */
    public Linear columns(Ops tf, int in, int first, int count) {
      return new Linear(
          tf.slice(weight, tf.constant(new int[] {0, first}), tf.constant(new int[] {in, count})),
          tf.slice(bias, tf.constant(new int[] {first}), tf.constant(new int[] {count})));
    }
  }

  /** Whether it pays to leave out padding, which makes shapes depend on data. */
  boolean leaveOutPadding();

  /** x W + b + y: x [R, in], y [R, out]. */
  Operand<TFloat32> linearPlus(Ops tf, Operand<TFloat32> x, Linear linear, Operand<TFloat32> y);

  /** gelu(x W + b), with the tanh formula of docs/specification.md, "One network". */
  Operand<TFloat32> linearGelu(Ops tf, Operand<TFloat32> x, Linear linear);
}
