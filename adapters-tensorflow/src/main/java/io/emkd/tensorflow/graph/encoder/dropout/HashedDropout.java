package io.emkd.tensorflow.graph.encoder.dropout;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Draws as a hash of a value's index and a key, by integers: Wellons' "lowbias32" integer hash,
 * with the key's halves added before its first and second multiplication; of its result the upper
 * 16 bits decide.
 */
final class HashedDropout extends DropoutMask {
  HashedDropout(double probability) {
    super(probability);
  }

  @Override
  Operand<TBool> kept(Ops tf, Operand<TFloat32> x, Operand<TInt32> key) {
    Operand<TInt32> index = tf.range(tf.constant(0), tf.size(x), tf.constant(1));
    Operand<TInt32> first = tf.math.add(index, half(tf, key, 0));
    Operand<TInt32> second =
        tf.math.add(
            tf.math.mul(shiftedXor(tf, first, 16), tf.constant(0x7feb352d)), half(tf, key, 1));
    Operand<TInt32> hash = tf.math.mul(shiftedXor(tf, second, 15), tf.constant(0x846ca68b));
    Operand<TInt32> draw = tf.reshape(shiftRight(tf, hash, 16), tf.shape(x));
    return tf.math.greaterEqual(draw, tf.constant(threshold));
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
}
