package io.emkd.tensorflow.graph;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint16;

/**
 * Dropout whose masks depend on a fed seed and the place in the graph alone, so that a resumed
 * training drops what an uninterrupted one would. Each random 64-bit number decides four values;
 * the probability is therefore a multiple of 1/65536.
 */
final class StatelessDropout implements Dropout {
  private static final int LEVELS = 1 << 16;

  private final Operand<TInt64> seed;
  private final int threshold;
  private long site;

  /**
   * @param seed scalar, another one each step
   * @param networkIndex separates the networks' masks
   */
  StatelessDropout(Operand<TInt64> seed, double probability, int networkIndex) {
    this.seed = seed;
    this.threshold = (int) Math.round(probability * LEVELS);
    this.site = (long) networkIndex << 32;
  }

  static Dropout of(Operand<TInt64> seed, double probability, int networkIndex) {
    return Math.round(probability * LEVELS) == 0
        ? NONE
        : new StatelessDropout(seed, probability, networkIndex);
  }

  @Override
  public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
    Operand<TInt32> shape = tf.shape(x);
    Operand<TInt32> size = tf.size(x);
    Operand<TInt32> words =
        tf.reshape(
            tf.math.floorDiv(tf.math.add(size, tf.constant(3)), tf.constant(4)),
            tf.constant(new int[] {1}));
    Operand<TInt64> siteSeed = tf.stack(java.util.List.of(seed, tf.constant(site++)));
    Operand<TUint16> draws =
        tf.reshape(
            tf.bitcast(
                tf.random.statelessRandomUniformFullInt(words, siteSeed, TInt64.class),
                TUint16.class),
            tf.constant(new int[] {-1}));
    Operand<TUint16> one =
        tf.reshape(
            tf.slice(
                draws, tf.constant(new int[] {0}), tf.reshape(size, tf.constant(new int[] {1}))),
            shape);
    Operand<TUint16> limit = tf.dtypes.cast(tf.constant(threshold), TUint16.class);
    Operand<TFloat32> kept = tf.dtypes.cast(tf.math.greaterEqual(one, limit), TFloat32.class);
    float scale = (float) LEVELS / (LEVELS - threshold);
    return tf.math.mul(x, tf.math.mul(kept, tf.constant(scale)));
  }
}
