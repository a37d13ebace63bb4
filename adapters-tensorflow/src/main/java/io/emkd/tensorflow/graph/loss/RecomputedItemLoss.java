package io.emkd.tensorflow.graph.loss;

import io.emkd.domain.configuration.LossConfiguration;
import io.emkd.tensorflow.graph.kernel.Sums;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Max;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The losses and the gradient of {@link ItemLoss} from logits and a number a row, the logarithm of
 * its normaliser: p = exp(z - log-normaliser) is computed anew wherever it is needed. Where a step
 * is one program, that is cheaper than to keep a [K, C] of it and to read it again.
 */
final class RecomputedItemLoss {
  private final Ops tf;
  private final ItemLogits item;
  private final Operand<TFloat32> weights;
  private final LossConfiguration loss;
  private final Operand<TInt32> rowAxis;

  private RecomputedItemLoss(
      Ops tf, ItemLogits item, Operand<TFloat32> weights, LossConfiguration loss) {
    this.tf = tf;
    this.item = item;
    this.weights = weights;
    this.loss = loss;
    this.rowAxis = tf.constant(new int[] {1});
  }

  /**
   * @param weights [K], 1/K_m; 0 where a row only fills the batch up
   */
  static ItemLosses of(Ops tf, ItemLogits item, Operand<TFloat32> weights, LossConfiguration loss) {
    return new RecomputedItemLoss(tf, item, weights, loss).losses();
  }

  private ItemLosses losses() {
    Operand<TInt32> labelPositions = item.labelPositions(tf);
    Operand<TFloat32> ones = ItemLogits.ones(tf, item.labels(), item.columns());
    List<Operand<TFloat32>> ofNetworks = new ArrayList<>();
    List<Operand<TFloat32>> errors = new ArrayList<>();
    for (Operand<TFloat32> z : item.logits()) {
      Operand<TFloat32> corrected = item.corrected(tf, z);
      Operand<TFloat32> logNormaliser = logNormaliser(corrected);
      ofNetworks.add(
          weighted(
              tf.math.sub(
                  tf.reshape(logNormaliser, tf.constant(new int[] {-1})),
                  tf.gatherNd(corrected, labelPositions))));
      errors.add(tf.math.sub(tf.math.exp(tf.math.sub(corrected, logNormaliser)), ones));
    }
    Operand<TFloat32> distillation =
        item.distilled().size() == 1 ? tf.constant(0f) : distil(errors);
    List<Operand<TFloat32>> gradients = new ArrayList<>();
    for (Operand<TFloat32> error : errors) {
      gradients.add(tf.math.mul(error, tf.expandDims(weights, tf.constant(1))));
    }
    return new ItemLosses(Sums.of(tf, ofNetworks), distillation, item.backward().apply(gradients));
  }

  /** Returns log sum exp of each row, [K, 1]. */
  private Operand<TFloat32> logNormaliser(Operand<TFloat32> z) {
    Operand<TFloat32> shift = tf.max(z, rowAxis, Max.keepDims(true));
    return tf.math.add(
        shift,
        tf.math.log(
            tf.reduceSum(tf.math.exp(tf.math.sub(z, shift)), rowAxis, ReduceSum.keepDims(true))));
  }

  /**
   * Returns L_KD.
   *
   * @param errors of each network that learns p - onehot(label); replaced by that and
   *     distillation's part
   */
  private Operand<TFloat32> distil(List<Operand<TFloat32>> errors) {
    List<Operand<TFloat32>> logits = item.distilled();
    Operand<TFloat32> inverseTemperature = tf.constant((float) (1 / loss.temperature()));
    List<Operand<TFloat32>> softened = new ArrayList<>();
    for (Operand<TFloat32> z : logits) {
      Operand<TFloat32> corrected = item.corrected(tf, tf.math.mul(z, inverseTemperature));
      Operand<TFloat32> q = tf.math.exp(tf.math.sub(corrected, logNormaliser(corrected)));
      softened.add(q);
    }
    Operand<TFloat32> sum = Sums.of(tf, softened);
    Operand<TFloat32> divergence =
        SymmetricKlDivergence.timesTemperatureInOnePass(tf, softened, sum, logits);
    float half = (float) (1 / (2 * loss.temperature()));
    float scale = (float) loss.distillationWeight() * half;
    for (int x = 0; x < errors.size(); x++) {
      errors.set(
          x,
          tf.math.add(
              errors.get(x),
              SymmetricKlDivergence.scaledGradient(
                  tf, softened.get(x), sum, logits.size(), scale)));
    }
    return tf.math.mul(weighted(divergence), tf.constant(half));
  }

  private Operand<TFloat32> weighted(Operand<TFloat32> rows) {
    return Sums.total(tf, tf.math.mul(rows, weights));
  }
}
