package io.emkd.tensorflow.graph.encoder;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Dropout as a hash of a value's index and a key, so that no mask is kept for the backward pass and
 * a resumed training drops what an uninterrupted one would.
 *
 * <p>Wellons' "lowbias32" integer hash, with the key's halves added before its first and second
 * multiplication; of its result the upper 16 bits decide, so the probability is a multiple of
 * 1/65536.
 */
final class DropoutMask {
  private static final int LEVELS = 1 << 16;

  private final int threshold;

  DropoutMask(double probability) {
    this.threshold = (int) Math.round(probability * LEVELS);
  }

  /** Returns what tells this mask's functions from another's. */
  String name() {
    return "dropout_" + threshold;
  }

  /**
   * @param x any shape
   * @param key [2]
   * @return x where kept, divided by the probability of being kept, else 0
   */
  Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x, Operand<TInt32> key) {
    if (threshold == 0) {
      return x;
    }
    Operand<TInt32> index = tf.range(tf.constant(0), tf.size(x), tf.constant(1));
    Operand<TInt32> first = tf.math.add(index, half(tf, key, 0));
    Operand<TInt32> second =
        tf.math.add(
            tf.math.mul(shiftedXor(tf, first, 16), tf.constant(0x7feb352d)), half(tf, key, 1));
    Operand<TInt32> hash = tf.math.mul(shiftedXor(tf, second, 15), tf.constant(0x846ca68b));
    Operand<TInt32> draw = tf.reshape(shiftRight(tf, hash, 16), tf.shape(x));
    Operand<TFloat32> kept =
        tf.dtypes.cast(tf.math.greaterEqual(draw, tf.constant(threshold)), TFloat32.class);
    return tf.math.mul(x, tf.math.mul(kept, tf.constant((float) LEVELS / (LEVELS - threshold))));
  }

  private static Operand<TInt32> half(Ops tf, Operand<TInt32> key, int index) {
    return tf.slice(key, tf.constant(new int[] {index}), tf.constant(new int[] {1}));
  }

  private static Operand<TInt32> shiftedXor(Ops tf, Operand<TInt32> x, int bits) {
    return tf.bitwise.bitwiseXor(x, shiftRight(tf, x, bits));
  }

  /** Logical: the sign does not spread. */
  private static Operand<TInt32> shiftRight(Ops tf, Operand<TInt32> x, int bits) {
    return tf.bitwise.bitwiseAnd(
        tf.bitwise.rightShift(x, tf.constant(bits)), tf.constant(-1 >>> bits));
  }

  /** Returns a function's inputs with a key after them. */
  static List<Operand<?>> with(Operand<TInt32> key, List<? extends Operand<?>> inputs) {
    List<Operand<?>> all = new ArrayList<>(inputs);
    all.add(key);
    return all;
  }
}
