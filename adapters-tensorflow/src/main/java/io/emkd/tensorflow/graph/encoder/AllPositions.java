package io.emkd.tensorflow.graph.encoder;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Every position, padding too: P = S*T. No shape depends on the data, which a GPU wants: to find
 * out how many positions hold an item costs it more than to compute the others.
 *
 * @param last which of P each sequence's last position is: [S]
 * @param length T
 */
public record AllPositions(
    Operand<TInt32> sequences,
    Operand<TInt32> tokens,
    Operand<TInt32> positions,
    Operand<TInt32> last,
    int length)
    implements ScoredPositions {
  /**
   * @param sequences item numbers, ending in the mask token: [S, T]
   * @param length T
   */
  public static AllPositions of(Ops root, Operand<TInt32> sequences, int length) {
    Ops tf = root.withSubScope("all_positions");
    Operand<TInt32> tokens = tf.reshape(sequences, tf.constant(new int[] {-1}));
    return new AllPositions(
        sequences,
        tokens,
        ScoredPositions.inSequence(tf, tokens, length),
        tf.range(tf.constant(length - 1), tf.size(tokens), tf.constant(length)),
        length);
  }

  @Override
  public ScoredPositions preceding(Ops tf) {
    return of(tf, PrecedingItems.of(tf, sequences, length), length);
  }

  @Override
  public Operand<TFloat32> pack(Ops tf, Operand<TFloat32> x) {
    return x;
  }

  @Override
  public Operand<TFloat32> unpack(Ops tf, Operand<TFloat32> x) {
    return x;
  }

  @Override
  public Operand<TFloat32> last(Ops tf, Operand<TFloat32> x) {
    return tf.gather(x, last, tf.constant(0));
  }
}
