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
   */
  public static Operand<TFloat32> of(
      Ops tf, List<Operand<TFloat32>> hidden, List<Linear> heads, AttributeInputs inputs) {
    Operand<TInt32> column = tf.constant(new int[] {1});
    Operand<TFloat32> ofOnes =
        tf.gather(
            inputs.weights(),
            tf.reshape(
                tf.slice(
                    inputs.targets(),
                    tf.constant(new int[] {0, 0}),
                    tf.constant(new int[] {-1, 1})),
                tf.constant(new int[] {-1})),
            tf.constant(0));
    List<Operand<TFloat32>> losses = new ArrayList<>();
    for (int n = 0; n < hidden.size(); n++) {
      Linear head = heads.get(n);
      Operand<TFloat32> logits = head.apply(tf, hidden.get(n));
      Operand<TFloat32> columns = tf.dtypes.cast(tf.size(head.bias()), TFloat32.class);
      losses.add(
          tf.math.div(
              tf.math.sub(
                  Sums.total(
                      tf,
                      tf.math.mul(
                          tf.reduceSum(tf.math.softplus(logits), column), inputs.weights())),
                  Sums.total(tf, tf.math.mul(tf.gatherNd(logits, inputs.targets()), ofOnes))),
              columns));
    }
    return Sums.of(tf, losses);
  }
}
