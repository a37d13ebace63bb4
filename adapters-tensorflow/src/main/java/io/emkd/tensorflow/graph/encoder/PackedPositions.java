package io.emkd.tensorflow.graph.encoder;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The positions of sequences that hold an item or the mask token, and their last, P of S*T, without
 * the padding before them: no result depends on what is computed at padding. P is rounded up with
 * copies of the first one, since oneDNN prepares each number of rows anew.
 */
public final class PackedPositions implements ScoredPositions {
  /** P is a multiple of the power of two between a 32nd and a 16th of it. */
  private static final float LOG_2_OF_STEPS = 4;

  private final Operand<TInt32> sequences;
  private final Operand<TInt32> tokens;
  private final Operand<TInt32> positions;

  /** Which of S*T each packed position is: [P]. */
  private final Operand<TInt32> packed;

  /** Which of P each position is, any for padding: [S*T]. */
  private final Operand<TInt32> unpacked;

  /** Which of P each sequence's last position is: [S]. */
  private final Operand<TInt32> last;

  private final Operand<TInt32> rowAxis;
  private final int length;
  private @Nullable ScoredPositions preceding;

  public PackedPositions(Ops root, Operand<TInt32> sequences, int length) {
    Ops tf = root.withSubScope("packed_positions");
    this.sequences = sequences;
    this.length = length;
    rowAxis = tf.constant(0);
    Operand<TInt32> minusOne = tf.constant(new int[] {-1});
    Operand<TInt32> flat = tf.reshape(sequences, minusOne);
    Operand<TInt32> ofSequence = ScoredPositions.inSequence(tf, flat, length);
    // The last one in any case, whose state is asked for: an exported model is fed by others.
    var real =
        tf.math.logicalOr(
            tf.math.notEqual(flat, tf.constant(0)),
            tf.math.equal(ofSequence, tf.constant(length - 1)));
    Operand<TInt32> found = tf.dtypes.cast(tf.reshape(tf.where(real), minusOne), TInt32.class);
    packed =
        tf.concat(List.of(found, tf.fill(missing(tf, tf.size(found)), first(tf, found))), rowAxis);
    tokens = tf.gather(flat, packed, rowAxis);
    positions = tf.gather(ofSequence, packed, rowAxis);
    unpacked =
        tf.math.maximum(
            tf.math.sub(
                tf.math.cumsum(tf.dtypes.cast(real, TInt32.class), rowAxis), tf.constant(1)),
            tf.constant(0));
    last =
        tf.reshape(
            tf.slice(
                tf.reshape(unpacked, tf.constant(new int[] {-1, length})),
                tf.constant(new int[] {0, length - 1}),
                tf.constant(new int[] {-1, 1})),
            minusOne);
  }

  private static Operand<TInt32> first(Ops tf, Operand<TInt32> x) {
    return tf.reshape(
        tf.slice(x, tf.constant(new int[] {0}), tf.constant(new int[] {1})),
        tf.constant(new int[] {}));
  }

  /** Returns how many more make a multiple: [1]. */
  private static Operand<TInt32> missing(Ops tf, Operand<TInt32> count) {
    Operand<TFloat32> logarithm =
        tf.math.mul(
            tf.math.log(tf.dtypes.cast(count, TFloat32.class)),
            tf.constant((float) (1 / Math.log(2))));
    Operand<TFloat32> power = tf.math.floor(tf.math.sub(logarithm, tf.constant(LOG_2_OF_STEPS)));
    Operand<TInt32> step =
        tf.dtypes.cast(
            tf.math.pow(tf.constant(2f), tf.math.maximum(power, tf.constant(0f))), TInt32.class);
    return tf.reshape(tf.math.floorMod(tf.math.neg(count), step), tf.constant(new int[] {1}));
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
  public ScoredPositions preceding(Ops tf) {
    if (preceding == null) {
      preceding = new PackedPositions(tf, PrecedingItems.of(tf, sequences, length), length);
    }
    return preceding;
  }

  @Override
  public Operand<TFloat32> pack(Ops tf, Operand<TFloat32> x) {
    return tf.gather(x, packed, rowAxis);
  }

  /** Has any rows at padding. */
  @Override
  public Operand<TFloat32> unpack(Ops tf, Operand<TFloat32> x) {
    return tf.gather(x, unpacked, rowAxis);
  }

  @Override
  public Operand<TFloat32> last(Ops tf, Operand<TFloat32> x) {
    return tf.gather(x, last, rowAxis);
  }
}
