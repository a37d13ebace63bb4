package io.emkd.tensorflow.graph.encoder;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Every position, padding too: P = S*T. No shape depends on the data, which a GPU wants: to find
 * out how many positions hold an item costs it more than to compute the others.
 */
public final class AllPositions implements ScoredPositions {
  private final Operand<TInt32> sequences;
  private final Operand<TInt32> tokens;
  private final Operand<TInt32> positions;
  private final int length;

  /**
   * @param sequences item numbers, ending in the mask token: [S, T]
   * @param length T
   */
  public AllPositions(Ops root, Operand<TInt32> sequences, int length) {
    Ops tf = root.withSubScope("all_positions");
    this.sequences = sequences;
    this.length = length;
    tokens = tf.reshape(sequences, tf.constant(new int[] {-1}));
    positions =
        tf.math.floorMod(
            tf.range(tf.constant(0), tf.size(sequences), tf.constant(1)), tf.constant(length));
  }

  @Override
  public Operand<TInt32> sequences() {
    return sequences;
  }

  @Override
  public Operand<TInt32> tokens() {
    return tokens;
  }

  @Override
  public Operand<TInt32> positions() {
    return positions;
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
    Operand<TInt32> rows =
        tf.concat(
            List.of(
                tf.constant(new int[] {-1, length}),
                tf.slice(tf.shape(x), tf.constant(new int[] {1}), tf.constant(new int[] {-1}))),
            tf.constant(0));
    return tf.gather(tf.reshape(x, rows), tf.constant(length - 1), tf.constant(1));
  }
}
