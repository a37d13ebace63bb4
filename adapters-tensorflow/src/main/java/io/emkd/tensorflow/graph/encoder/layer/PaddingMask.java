package io.emkd.tensorflow.graph.encoder.layer;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** What is added to attention's similarities so that no position sees padding. */
public final class PaddingMask {
  static final float UNSEEN = -1e9f;

  private PaddingMask() {}

  /**
   * Returns -1e9 at padding, else 0: [S, 1, T].
   *
   * @param sequences [S, T]; 0 is padding
   */
  public static Operand<TFloat32> of(Ops tf, Operand<TInt32> sequences) {
    Operand<TFloat32> padding =
        tf.dtypes.cast(tf.math.equal(sequences, tf.constant(0)), TFloat32.class);
    return tf.expandDims(tf.math.mul(padding, tf.constant(UNSEEN)), tf.constant(1));
  }
}
