package io.emkd.tensorflow.graph.encoder.dropout;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Draws by TensorFlow's stateless generator, which a GPU has a kernel of: its integer arithmetic,
 * where nothing is compiled, is done by the CPU and copied.
 */
final class DrawnDropout extends DropoutMask {
  DrawnDropout(double probability) {
    super(probability);
  }

  @Override
  Operand<TBool> kept(Ops tf, Operand<TFloat32> x, Operand<TInt32> key) {
    return tf.math.greaterEqual(
        tf.random.statelessRandomUniform(tf.shape(x), key, TFloat32.class),
        tf.constant((float) threshold / LEVELS));
  }
}
