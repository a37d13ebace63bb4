package io.emkd.tensorflow.graph.loss;

import io.emkd.domain.configuration.LossConfiguration;
import io.emkd.tensorflow.graph.compile.Compilation;
import io.emkd.tensorflow.graph.compile.FunctionInputs;
import io.emkd.tensorflow.graph.kernel.Sums;
import io.emkd.tensorflow.graph.kernel.TrainingOps;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
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
 * L_KD            = w/2 of the {@link SymmetricKlDivergence}
 * d L_KD  / d z_x = w/(2 tau) (N q_x - sum_y q_y)
 * </pre>
 *
 * A teacher is in L_KD one more network, which has no gradient.
 *
 * <p>With the correction c of a sampled softmax, p_x = softmax(z_x - c) and q_x = softmax(z_x / tau
 * - c); in L_KD it cancels like the log-normalisers.
 */
final class ItemLoss {
  /** L_MIP, a scalar. */
  final Operand<TFloat32> maskedItem;

  /** L_KD, a scalar. */
  final Operand<TFloat32> distillation;

  /** The gradient d (L_MIP + mu L_KD) / d z of each network: [K, C]. */
  final List<Operand<TFloat32>> logitGradients = new ArrayList<>();

  private final Ops tf;
  private final ItemLogits item;
  private final Operand<TFloat32> weights;
  private final double temperature;

  /** The probabilities p of each network: [K, C]. */
  private final List<Operand<TFloat32>> probabilities = new ArrayList<>();

  /** The softened probabilities q of each network where they are not p: [K, C]. */
  private final List<Operand<TFloat32>> softened = new ArrayList<>();

  /** The (row, column) of each label: [K, 2]. */
  private final Operand<TInt32> labelPositions;

  /**
   * @param weights [K], 1/K_m; 0 where a row only fills the batch up
   */
  ItemLoss(TrainingOps ops, ItemLogits item, Operand<TFloat32> weights, LossConfiguration loss) {
    this.tf = ops.tf();
    this.item = item;
    this.weights = weights;
    this.temperature = loss.temperature();
    boolean distils = item.distilled().size() > 1;
    Operand<TInt32> rowAxis = tf.constant(new int[] {1});
    labelPositions = item.labelPositions(tf);
    List<Operand<TFloat32>> losses = new ArrayList<>();
    for (Operand<TFloat32> z : item.logits()) {
      losses.add(predict(z, rowAxis));
      if (temperature != 1 && distils) {
        softened.add(soften(z));
      }
    }
    maskedItem = Sums.of(tf, losses);
    if (distils) {
      distillation = distil(ops, loss.distillationWeight());
    } else {
      distillation = tf.constant(0f);
      logitGradients.add(withoutLabel(probabilities.get(0)));
    }
  }

  /** Adds a network's p and returns its L_MIP. */
  private Operand<TFloat32> predict(Operand<TFloat32> z, Operand<TInt32> rowAxis) {
    Operand<TFloat32> corrected = item.corrected(tf, z);
    Operand<TFloat32> p = tf.nn.softmax(corrected);
    probabilities.add(p);
    Operand<TFloat32> logNormaliser =
        tf.math.sub(tf.max(corrected, rowAxis), tf.math.log(tf.max(p, rowAxis)));
    return Sums.total(
        tf,
        tf.math.mul(tf.math.sub(logNormaliser, tf.gatherNd(corrected, labelPositions)), weights));
  }

  /** Returns a network's q. */
  private Operand<TFloat32> soften(Operand<TFloat32> z) {
    return tf.nn.softmax(
        item.corrected(tf, tf.math.mul(z, tf.constant((float) (1 / temperature)))));
  }

  /** Adds every network's gradient and returns L_KD. */
  private Operand<TFloat32> distil(TrainingOps ops, double distillationWeight) {
    float scale = (float) (distillationWeight / (2 * temperature));
    List<Operand<TFloat32>> q = new ArrayList<>(softened.isEmpty() ? probabilities : softened);
    item.teacher().ifPresent(z -> q.add(soften(z)));
    int networks = q.size();
    Operand<TFloat32> sum = Sums.of(tf, q);
    for (int x = 0; x < item.logits().size(); x++) {
      if (ops.compilation() == Compilation.NONE) {
        logitGradients.add(scatteredGradient(sum, probabilities.get(x), q.get(x), networks, scale));
        continue;
      }
      logitGradients.addAll(
          ops.functions()
              .call(
                  tf,
                  "item_loss_gradient",
                  List.of(item.labels(), weights, sum, probabilities.get(x), q.get(x)),
                  (f, in) -> gradient(f, in, networks, item.columns(), scale)));
    }
    Operand<TFloat32> divergence =
        SymmetricKlDivergence.timesTemperature(tf, q, sum, item.distilled());
    return tf.math.mul(
        Sums.total(tf, tf.math.mul(divergence, weights)),
        tf.constant((float) (1 / (2 * temperature))));
  }

  /** Returns the same as {@link #gradient}, without a [K, C] of integers. */
  private Operand<TFloat32> scatteredGradient(
      Operand<TFloat32> sum, Operand<TFloat32> p, Operand<TFloat32> q, int networks, float scale) {
    return withoutLabel(
        tf.math.add(p, SymmetricKlDivergence.scaledGradient(tf, q, sum, networks, scale)));
  }

  /** Returns w (x - onehot(label)) of [K, C]. */
  private Operand<TFloat32> withoutLabel(Operand<TFloat32> x) {
    return tf.tensorScatterNdSub(
        tf.math.mul(x, tf.expandDims(weights, tf.constant(1))), labelPositions, weights);
  }

  /**
   * Returns the gradient by a network's logits, [K, C], in one pass over its probabilities.
   *
   * @param in labels [K], weights [K], sum_y q_y, p, q: [K, C]
   */
  private static List<Operand<TFloat32>> gradient(
      Ops f, FunctionInputs in, int networks, int columns, float scale) {
    Operand<TFloat32> weights = f.expandDims(in.floats(1), f.constant(1));
    Operand<TFloat32> p = in.floats(3);
    Operand<TFloat32> label = ItemLogits.ones(f, in.ints(0), columns);
    return List.of(
        f.math.mul(
            weights,
            f.math.add(
                f.math.sub(p, label),
                SymmetricKlDivergence.scaledGradient(
                    f, in.floats(4), in.floats(2), networks, scale))));
  }
}
