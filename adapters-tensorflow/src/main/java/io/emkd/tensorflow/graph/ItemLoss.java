package io.emkd.tensorflow.graph;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Masked item prediction and distillation from the same logits, with their gradient in closed form,
 * so that no softmax has to be differentiated:
 *
 * <pre>
 * d L_MIP / d z_x = w (softmax(z_x) - onehot(label))
 * L_KD            = sum_{x>y} w/2 sum_i (q_x - q_y)(z_x - z_y) / tau
 * d L_KD  / d z_x = w/(2 tau) (N q_x - sum_y q_y)
 * </pre>
 *
 * where w = 1/K_m of the position's view. The second line is the symmetric KL divergence, in which
 * the log-normalisers cancel because both distributions sum to one; the third lets only the student
 * of each term move.
 */
final class ItemLoss {
  final Operand<TFloat32> maskedItem;
  final Operand<TFloat32> distillation;

  /** Of each network d (L_MIP + mu L_KD) / d z: [K, V+1]. */
  final List<Operand<TFloat32>> logitGradients = new ArrayList<>();

  /**
   * @param logits of each network [K, V+1]
   * @param labels [K]
   * @param weights [K], 1/K_m
   */
  ItemLoss(
      Ops tf,
      List<Operand<TFloat32>> logits,
      Operand<TInt32> labels,
      Operand<TFloat32> weights,
      double temperature,
      double distillationWeight) {
    int networks = logits.size();
    Operand<TInt32> rowAxis = tf.constant(new int[] {1});
    Operand<TInt32> count = tf.size(labels);
    Operand<TInt32> labelPositions =
        tf.stack(
            List.of(tf.range(tf.constant(0), count, tf.constant(1)), labels),
            org.tensorflow.op.core.Stack.axis(1L));
    Operand<TFloat32> columnWeights = tf.expandDims(weights, tf.constant(1));
    List<Operand<TFloat32>> probabilities = new ArrayList<>();
    List<Operand<TFloat32>> softened = new ArrayList<>();
    List<Operand<TFloat32>> losses = new ArrayList<>();
    List<Operand<TFloat32>> ownProducts = new ArrayList<>();
    for (Operand<TFloat32> z : logits) {
      Operand<TFloat32> maximum = tf.max(z, rowAxis, org.tensorflow.op.core.Max.keepDims(true));
      Operand<TFloat32> exponentials = tf.math.exp(tf.math.sub(z, maximum));
      Operand<TFloat32> normaliser = tf.reduceSum(exponentials, rowAxis, ReduceSum.keepDims(true));
      Operand<TFloat32> p = tf.math.mul(exponentials, tf.math.reciprocal(normaliser));
      Operand<TFloat32> logNormaliser =
          tf.reshape(tf.math.add(maximum, tf.math.log(normaliser)), tf.constant(new int[] {-1}));
      Operand<TFloat32> labelLogits = tf.gatherNd(z, labelPositions);
      losses.add(total(tf, tf.math.mul(tf.math.sub(logNormaliser, labelLogits), weights)));
      Operand<TFloat32> q =
          temperature == 1
              ? p
              : tf.nn.softmax(tf.math.mul(z, tf.constant((float) (1 / temperature))));
      probabilities.add(p);
      softened.add(q);
      ownProducts.add(tf.reduceSum(tf.math.mul(q, z), rowAxis));
    }
    maskedItem = EnsembleNetworks.sum(tf, losses);
    Operand<TFloat32> softenedSum = EnsembleNetworks.sum(tf, softened);
    Operand<TFloat32> crossProduct =
        tf.reduceSum(tf.math.mul(softenedSum, EnsembleNetworks.sum(tf, logits)), rowAxis);
    Operand<TFloat32> symmetric =
        tf.math.sub(
            tf.math.mul(EnsembleNetworks.sum(tf, ownProducts), tf.constant((float) networks)),
            crossProduct);
    float half = (float) (1 / (2 * temperature));
    distillation = tf.math.mul(total(tf, tf.math.mul(symmetric, weights)), tf.constant(half));

    float distillationScale = (float) (distillationWeight / (2 * temperature));
    Operand<TFloat32> others =
        tf.math.mul(softenedSum, tf.math.mul(columnWeights, tf.constant(distillationScale)));
    for (int x = 0; x < networks; x++) {
      Operand<TFloat32> own =
          temperature == 1
              ? tf.math.mul(
                  probabilities.get(x),
                  tf.math.mul(columnWeights, tf.constant(1 + networks * distillationScale)))
              : tf.math.add(
                  tf.math.mul(probabilities.get(x), columnWeights),
                  tf.math.mul(
                      softened.get(x),
                      tf.math.mul(columnWeights, tf.constant(networks * distillationScale))));
      Operand<TFloat32> withoutLabel =
          distillationWeight == 0 || networks == 1
              ? tf.math.mul(probabilities.get(x), columnWeights)
              : tf.math.sub(own, others);
      logitGradients.add(tf.tensorScatterNdSub(withoutLabel, labelPositions, weights));
    }
  }

  static Operand<TFloat32> total(Ops tf, Operand<TFloat32> x) {
    return tf.reduceSum(x, tf.range(tf.constant(0), tf.rank(x), tf.constant(1)));
  }
}
