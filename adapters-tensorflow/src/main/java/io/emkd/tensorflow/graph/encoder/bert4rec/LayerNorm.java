package io.emkd.tensorflow.graph.encoder.bert4rec;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The normalisation of each row of hidden states, (x - mean) / (deviation + 1e-6) with the sample
 * standard deviation, before any scale and shift; scoring and training share it.
 *
 * @param width d
 */
record LayerNorm(int width) {
  private static final float EPSILON = 1e-6f;

  /**
   * @param x [R, d]
   */
  NormedRows of(Ops tf, Operand<TFloat32> x) {
    Operand<TInt32> axis = tf.constant(new int[] {-1});
    Operand<TFloat32> centred = tf.math.sub(x, tf.math.mean(x, axis, Mean.keepDims(true)));
    Operand<TFloat32> deviation =
        tf.math.sqrt(
            tf.math.mul(
                tf.math.mean(tf.math.square(centred), axis, Mean.keepDims(true)),
                tf.constant(sampleCorrection())));
    return new NormedRows(x, tf.math.mul(centred, inverse(tf, deviation)), deviation);
  }

  /**
   * Returns the gradient by x: with r = 1/(s + 1e-6), n = norm(x) and s its deviation, {@code gx +
   * r (g - mean(g)) - n sum(g n) / (s (d-1))}. Where dropout left a row of equal values, n and s
   * are 0 and so is the last term.
   *
   * @param ofX the gradient gx that reaches x past the norm, [R, d]
   * @param ofNormed the gradient g of n, [R, d]
   * @param normed n, [R, d]
   * @param deviation s, [R, 1]
   */
  Operand<TFloat32> gradient(
      Ops tf,
      Operand<TFloat32> ofX,
      Operand<TFloat32> ofNormed,
      Operand<TFloat32> normed,
      Operand<TFloat32> deviation) {
    Operand<TInt32> axis = tf.constant(new int[] {-1});
    Operand<TFloat32> centred =
        tf.math.sub(ofNormed, tf.math.mean(ofNormed, axis, Mean.keepDims(true)));
    Operand<TFloat32> along =
        tf.math.mul(
            tf.math.mean(tf.math.mul(ofNormed, normed), axis, Mean.keepDims(true)),
            tf.constant(sampleCorrection()));
    return tf.math.add(
        ofX,
        tf.math.sub(
            tf.math.mul(centred, inverse(tf, deviation)),
            tf.math.mul(normed, tf.math.divNoNan(along, deviation))));
  }

  private static Operand<TFloat32> inverse(Ops tf, Operand<TFloat32> deviation) {
    return tf.math.reciprocal(tf.math.add(deviation, tf.constant(EPSILON)));
  }

  /** What makes a mean of d squares the sample variance. */
  private float sampleCorrection() {
    return width / (width - 1f);
  }
}
