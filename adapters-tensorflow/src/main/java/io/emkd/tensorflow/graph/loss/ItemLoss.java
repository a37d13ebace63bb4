package io.emkd.tensorflow.graph.loss;

import io.emkd.tensorflow.graph.compile.CompiledFunctions;
import io.emkd.tensorflow.graph.kernel.Sums;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Masked item prediction and distillation from the same logits, with their gradient in closed form,
 * so that no softmax has to be differentiated. With p_x = softmax(z_x), q_x = softmax(z_x / tau)
 * and w = 1/K_m:
 *
 * <pre>
 * L_MIP           = sum_x w (logsumexp(z_x) - z_x[label]),  logsumexp(z) = max(z) - log(max(p))
 * d L_MIP / d z_x = w (p_x - onehot(label))
 * L_KD            = sum_{x>y} w/2 (q_x - q_y) . (z_x - z_y) / tau
 *                 = w/(2 tau) (N sum_x q_x . z_x - (sum_x q_x) . (sum_x z_x))
 * d L_KD  / d z_x = w/(2 tau) (N q_x - sum_y q_y)
 * </pre>
 *
 * The first line of L_KD is the symmetric KL divergence, whose log-normalisers cancel because both
 * distributions sum to one. Its gradient lets only the student of each term move. With the
 * correction c of a sampled softmax, p_x = softmax(z_x - c) and q_x = softmax(z_x / tau - c); in
 * L_KD it cancels like the log-normalisers.
 */
public final class ItemLoss {
  public final Operand<TFloat32> maskedItem;
  public final Operand<TFloat32> distillation;

  /** Of each network d (L_MIP + mu L_KD) / d z: [K, C]. */
  public final List<Operand<TFloat32>> logitGradients = new ArrayList<>();

  /**
   * @param item the logits of each network [K, C]
   * @param weights [K], 1/K_m; 0 where a row only fills the batch up
   */
  public ItemLoss(
      Ops tf,
      ItemLogits item,
      Operand<TFloat32> weights,
      double temperature,
      double distillationWeight,
      CompiledFunctions functions) {
    List<Operand<TFloat32>> logits = item.logits();
    Operand<TInt32> labels = item.labels();
    int networks = logits.size();
    Operand<TInt32> rowAxis = tf.constant(new int[] {1});
    Operand<TInt32> labelPositions =
        tf.stack(
            List.of(tf.range(tf.constant(0), tf.size(labels), tf.constant(1)), labels),
            Stack.axis(1L));
    List<Operand<TFloat32>> hard = new ArrayList<>();
    List<Operand<TFloat32>> soft = new ArrayList<>();
    List<Operand<TFloat32>> losses = new ArrayList<>();
    for (Operand<TFloat32> z : logits) {
      Operand<TFloat32> corrected = corrected(tf, item, z);
      Operand<TFloat32> p = tf.nn.softmax(corrected);
      Operand<TFloat32> logNormaliser =
          tf.math.sub(tf.max(corrected, rowAxis), tf.math.log(tf.max(p, rowAxis)));
      losses.add(
          Sums.total(
              tf,
              tf.math.mul(
                  tf.math.sub(logNormaliser, tf.gatherNd(corrected, labelPositions)), weights)));
      hard.add(p);
      if (temperature != 1 && networks > 1) {
        soft.add(
            tf.nn.softmax(
                corrected(tf, item, tf.math.mul(z, tf.constant((float) (1 / temperature))))));
      }
    }
    maskedItem = Sums.of(tf, losses);
    if (networks == 1) {
      distillation = tf.constant(0f);
      logitGradients.add(
          tf.tensorScatterNdSub(
              tf.math.mul(hard.get(0), tf.expandDims(weights, tf.constant(1))),
              labelPositions,
              weights));
      return;
    }
    float scale = (float) (distillationWeight / (2 * temperature));
    List<Operand<TFloat32>> probabilities = soft.isEmpty() ? hard : soft;
    Operand<TFloat32> softSum = Sums.of(tf, probabilities);
    List<Operand<TFloat32>> products = new ArrayList<>();
    for (int x = 0; x < networks; x++) {
      List<Operand<TFloat32>> outputs =
          functions.call(
              tf,
              "item_loss_gradient",
              List.of(labels, weights, softSum, hard.get(x), probabilities.get(x)),
              (inner, parameters) -> gradient(inner, parameters, networks, item.columns(), scale));
      logitGradients.add(outputs.get(0));
      products.add(Sums.rowProduct(tf, probabilities.get(x), logits.get(x)));
    }
    Operand<TFloat32> symmetric =
        tf.math.sub(
            tf.math.mul(Sums.of(tf, products), tf.constant((float) networks)),
            Sums.rowProduct(tf, softSum, Sums.of(tf, logits)));
    distillation =
        tf.math.mul(
            Sums.total(tf, tf.math.mul(symmetric, weights)),
            tf.constant((float) (1 / (2 * temperature))));
  }

  private static Operand<TFloat32> corrected(Ops tf, ItemLogits item, Operand<TFloat32> logits) {
    return item.correction() == null ? logits : tf.math.sub(logits, item.correction());
  }

  /**
   * One pass over a network's probabilities.
   *
   * @param parameters labels [K], weights [K], sum_y q_y, p, q: [K, C]
   * @return the gradient [K, C]
   */
  @SuppressWarnings("unchecked")
  private static List<Operand<TFloat32>> gradient(
      Ops tf, List<Operand<?>> parameters, int networks, int columns, float scale) {
    Operand<TInt32> labels = tf.expandDims((Operand<TInt32>) parameters.get(0), tf.constant(1));
    Operand<TFloat32> weights =
        tf.expandDims((Operand<TFloat32>) parameters.get(1), tf.constant(1));
    Operand<TFloat32> softSum = (Operand<TFloat32>) parameters.get(2);
    Operand<TFloat32> p = (Operand<TFloat32>) parameters.get(3);
    Operand<TFloat32> q = (Operand<TFloat32>) parameters.get(4);
    Operand<TFloat32> label =
        tf.dtypes.cast(
            tf.math.equal(labels, tf.range(tf.constant(0), tf.constant(columns), tf.constant(1))),
            TFloat32.class);
    Operand<TFloat32> difference =
        tf.math.sub(tf.math.mul(q, tf.constant((float) networks)), softSum);
    return List.of(
        tf.math.mul(
            weights,
            tf.math.add(tf.math.sub(p, label), tf.math.mul(difference, tf.constant(scale)))));
  }
}
