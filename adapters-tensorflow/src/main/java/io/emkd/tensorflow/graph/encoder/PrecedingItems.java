package io.emkd.tensorflow.graph.encoder;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;

/**
 * Sequences moved by one to the right, so that each position holds the item before it: the last
 * item is gone. An encoder that reads these has a hidden state of every position that does not know
 * the item there, whether or not a mask token hides it.
 */
public final class PrecedingItems {
  private PrecedingItems() {}

  /**
   * @param sequences [S, T]
   * @param length T
   */
  public static Operand<TInt32> of(Ops tf, Operand<TInt32> sequences, int length) {
    Operand<TInt32> allButTheLast =
        tf.slice(sequences, tf.constant(new int[] {0, 0}), tf.constant(new int[] {-1, length - 1}));
    return tf.pad(allButTheLast, tf.constant(new int[][] {{0, 0}, {1, 0}}), tf.constant(0));
  }
}
