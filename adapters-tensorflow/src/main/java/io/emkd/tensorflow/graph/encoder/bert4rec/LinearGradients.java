package io.emkd.tensorflow.graph.encoder.bert4rec;

import io.emkd.tensorflow.graph.gradient.Derivative;
import io.emkd.tensorflow.graph.kernel.Kernels.Linear;
import io.emkd.tensorflow.graph.kernel.MatrixProducts;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;

/** Leads a backward pass through linear maps and keeps the gradients of what they consist of. */
final class LinearGradients {
  private final MatrixProducts products;
  private final List<Derivative> derivatives = new ArrayList<>();

  LinearGradients(MatrixProducts products) {
    this.products = products;
  }

  /**
   * Keeps the gradients of a map's weight and bias and returns that of its input, [R, in].
   *
   * @param x the input [R, in]
   * @param in columns of x
   * @param linear x W + b, W [in, out]
   * @param gradient of the output, [R, out]
   * @param out columns of the output
   */
  Operand<TFloat32> through(
      Ops tf, Operand<TFloat32> x, int in, Linear linear, Operand<TFloat32> gradient, int out) {
    derivatives.add(
        new Derivative(linear.weight(), products.weightGradient(tf, x, in, gradient, out)));
    derivatives.add(new Derivative(linear.bias(), tf.nn.biasAddGrad(gradient)));
    return products.of(tf, gradient, linear.weight(), MatMul.transposeB(true));
  }

  /** Returns those of all maps so far. */
  List<Derivative> derivatives() {
    return List.copyOf(derivatives);
  }
}
