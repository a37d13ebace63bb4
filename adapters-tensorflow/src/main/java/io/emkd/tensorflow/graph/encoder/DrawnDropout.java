package io.emkd.tensorflow.graph.encoder;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Draws by TensorFlow's stateless generator, which a GPU has a kernel of: its integer arithmetic,
 * where nothing is compiled, is done by the CPU and copied.
 */
final class DrawnDropout implements DropoutMask {
  private final int threshold;

  DrawnDropout(double probability) {
    this.threshold = DropoutMask.threshold(probability);
  }

  @Override
  public String name() {
    return "drawn_dropout_" + threshold;
  }

  @Override
  public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x, Operand<TInt32> key) {
    if (threshold == 0) {
      return x;
    }
    Operand<TFloat32> draw = tf.random.statelessRandomUniform(tf.shape(x), key, TFloat32.class);
    Operand<TFloat32> kept =
        tf.dtypes.cast(
            tf.math.greaterEqual(draw, tf.constant((float) threshold / LEVELS)), TFloat32.class);
    return tf.math.mul(x, tf.math.mul(kept, tf.constant((float) LEVELS / (LEVELS - threshold))));
  }
}
