package io.emkd.tensorflow.graph.encoder;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** At which P of the S*T positions of sequences hidden states are computed for scoring. */
public interface ScoredPositions {
  /** Returns item numbers, ending in the mask token: [S, T]. */
  Operand<TInt32> sequences();

  /** Returns the item numbers at these positions: [P]. */
  Operand<TInt32> tokens();

  /** Returns where in its sequence each is, 0 to T-1: [P]. */
  Operand<TInt32> positions();

  /**
   * Returns where in its sequence each of all positions is, [S*T].
   *
   * @param flat item numbers, [S*T]
   * @param length T
   */
  static Operand<TInt32> inSequence(Ops tf, Operand<TInt32> flat, int length) {
    return tf.math.floorMod(
        tf.range(tf.constant(0), tf.size(flat), tf.constant(1)), tf.constant(length));
  }

  /** Returns the same of {@link PrecedingItems}, whose last item is the last of a history. */
  ScoredPositions preceding(Ops tf);

  /** Takes [S*T, ...] to [P, ...]. */
  Operand<TFloat32> pack(Ops tf, Operand<TFloat32> x);

  /** Takes [P, ...] to [S*T, ...]. */
  Operand<TFloat32> unpack(Ops tf, Operand<TFloat32> x);

  /** Takes [P, ...] to [S, ...], the last position of each. */
  Operand<TFloat32> last(Ops tf, Operand<TFloat32> x);
}
