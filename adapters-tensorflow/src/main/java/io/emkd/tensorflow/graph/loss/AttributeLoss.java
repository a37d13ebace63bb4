package io.emkd.tensorflow.graph.loss;

import io.emkd.tensorflow.graph.kernel.Kernels.Linear;
import io.emkd.tensorflow.graph.kernel.Sums;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Attribute prediction: the mean binary cross-entropy with logits, softplus(z) - y z, over
 * positions and A+1 columns. The 0/1 targets are given by their ones alone.
 */
public final class AttributeLoss {
  private AttributeLoss() {}

  /**
   * Returns the sum of the networks' losses, a scalar.
   *
   * @param hidden of each network [P, d] at the positions masked in the last view
   * @param heads of each network, from [P, d] to [P, A+1]
   * @param ones [Q, 2] (position, attribute) pairs whose target is 1
   */
  public static Operand<TFloat32> of(
      Ops tf, List<Operand<TFloat32>> hidden, List<Linear> heads, Operand<TInt32> ones) {
    List<Operand<TFloat32>> losses = new ArrayList<>();
    for (int n = 0; n < hidden.size(); n++) {
      Operand<TFloat32> logits = heads.get(n).apply(tf, hidden.get(n));
      Operand<TFloat32> size = tf.dtypes.cast(tf.size(logits), TFloat32.class);
      losses.add(
          tf.math.divNoNan(
              tf.math.sub(
                  Sums.total(tf, tf.math.softplus(logits)),
                  Sums.total(tf, tf.gatherNd(logits, ones))),
              size));
    }
    return Sums.of(tf, losses);
  }
}
