package io.emkd.tensorflow.graph.encoder.layer;

import io.emkd.domain.configuration.Activation;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.graph.encoder.dropout.Dropout;
import io.emkd.tensorflow.graph.kernel.Kernels.Linear;
import io.emkd.tensorflow.graph.variable.Parameters;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * norm(x + dropout(W2 a(W1 x + b1) + b2)), where a is the exact gelu, x (1 + erf(x / sqrt(2))) / 2,
 * or what an imported network has in its place.
 */
public final class FeedForwardSublayer {
  private final Linear inner;
  private final Linear outer;
  private final RowNorm norm;
  private final Activation activation;

  /** Declares the parameters: the inner size is 4d, unless the shape's variant has another. */
  public FeedForwardSublayer(Parameters parameters, String block, EnsembleConfiguration shape) {
    int size = shape.hiddenSize();
    int innerSize = shape.variant().innerSize(4 * size);
    inner = SmallLinear.declared(parameters, block + "feed_forward_inner", size, innerSize);
    outer = SmallLinear.declared(parameters, block + "feed_forward_outer", innerSize, size);
    norm = RowNorm.declared(parameters, block + "output_norm", shape);
    activation = shape.variant().activation();
  }

  /**
   * @param x [R, d]
   */
  public Operand<TFloat32> of(Ops tf, Operand<TFloat32> x, Dropout dropout) {
    Operand<TFloat32> fed = outer.apply(tf, activated(tf, inner.apply(tf, x)));
    return norm.of(tf, tf.math.add(dropout.of(tf, fed), x));
  }

  private Operand<TFloat32> activated(Ops tf, Operand<TFloat32> x) {
    return switch (activation) {
      case GELU -> ExactGelu.of(tf, x);
      case RELU -> tf.nn.relu(x);
      case SWISH -> tf.math.mul(x, tf.math.sigmoid(x));
      case TANH -> tf.math.tanh(x);
      case SIGMOID -> tf.math.sigmoid(x);
    };
  }
}
