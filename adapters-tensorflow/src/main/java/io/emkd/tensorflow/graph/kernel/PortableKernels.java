package io.emkd.tensorflow.graph.kernel;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * TensorFlow's public operations: on every device, and in what is exported.
 *
 * @param leaveOutPadding false on a GPU
 */
public record PortableKernels(boolean leaveOutPadding) implements Kernels {
  /** Those of a CPU. */
  public PortableKernels() {
    this(true);
  }

  @Override
  public Operand<TFloat32> linearPlus(
      Ops tf, Operand<TFloat32> x, Linear linear, Operand<TFloat32> y) {
    return tf.math.add(y, linear.apply(tf, x));
  }

  @Override
  public Operand<TFloat32> linearGelu(Ops tf, Operand<TFloat32> x, Linear linear) {
    return Gelu.of(tf, linear.apply(tf, x));
  }
}
