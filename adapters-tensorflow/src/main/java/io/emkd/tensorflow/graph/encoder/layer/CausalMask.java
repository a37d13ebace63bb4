package io.emkd.tensorflow.graph.encoder.layer;

import java.util.Arrays;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * What is added to attention's similarities: 0 where a position sees another, else -1e9. Every
 * position sees itself, padding too, and those before it that hold an item.
 */
final class CausalMask {
  private CausalMask() {}

  /**
   * Returns the mask of all positions, [S, T, T].
   *
   * @param sequences [S, T]; 0 is padding
   */
  static Operand<TFloat32> of(Ops tf, Operand<TInt32> sequences, int length) {
    float[][] later = new float[length][length];
    float[][] others = new float[length][length];
    for (int query = 0; query < length; query++) {
      Arrays.fill(later[query], query + 1, length, PaddingMask.UNSEEN);
      Arrays.fill(others[query], PaddingMask.UNSEEN);
      others[query][query] = 0;
    }
    return tf.math.maximum(
        tf.math.minimum(PaddingMask.of(tf, sequences), tf.constant(later)), tf.constant(others));
  }

  /** Returns the mask of the last position alone, [S, 1, T]. */
  static Operand<TFloat32> ofLast(Ops tf, Operand<TInt32> sequences, int length) {
    float[] others = new float[length];
    Arrays.fill(others, 0, length - 1, PaddingMask.UNSEEN);
    return tf.math.maximum(PaddingMask.of(tf, sequences), tf.constant(others));
  }
}
