package io.emkd.tensorflow.graph.loss;

import io.emkd.domain.configuration.LossConfiguration;
import io.emkd.tensorflow.graph.gradient.Derivative;
import io.emkd.tensorflow.graph.gradient.GraphDifferentiation;
import io.emkd.tensorflow.graph.kernel.AxisPartition;
import io.emkd.tensorflow.graph.kernel.Sums;
import io.emkd.tensorflow.graph.kernel.TrainingOps;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Intra- and cross-network contrast: C(a[x], a[y], {h[y,m]}) for all ordered pairs. All cosines
 * come from the few numbers of {@link ContrastProducts}, by which the graph differentiates the
 * loss; {@link ContrastGradients} leads from there to the hidden states.
 *
 * @param intra of each network with itself, a scalar
 * @param cross between networks, a scalar
 * @param hiddenGradients of each network's hidden states, of intra and cross by their weights:
 *     [M+1, B, T*d]
 */
public record ContrastLoss(
    Operand<TFloat32> intra, Operand<TFloat32> cross, List<Operand<TFloat32>> hiddenGradients) {
  /**
   * @param hidden of each network [(M+1)*B*T, d]: the M views in their order, then the original
   */
  public static ContrastLoss of(
      TrainingOps ops, List<Operand<TFloat32>> hidden, ViewLayout layout, LossConfiguration loss) {
    Ops tf = ops.tf();
    ContrastStates states = ContrastStates.of(ops, hidden, layout);
    Operand<TFloat32> allAnchors = AxisPartition.join(tf, states.anchors(), 0);
    ContrastProducts products = ContrastProducts.of(ops, states, allAnchors);
    Operand<TFloat32> contrast = products.contrast(tf, layout, loss.temperature());
    Operand<TFloat32> intra =
        Sums.total(tf, tf.math.mul(contrast, tf.constant(weights(states.networks(), 1, 0))));
    Operand<TFloat32> both = Sums.total(tf, contrast);
    Operand<TFloat32> cross = tf.math.sub(both, intra);
    Operand<TFloat32> weighted =
        Sums.total(
            tf,
            tf.math.mul(
                contrast,
                tf.constant(
                    weights(
                        states.networks(),
                        loss.intraContrastWeight(),
                        loss.crossContrastWeight()))));
    List<Operand<TFloat32>> ofProducts =
        GraphDifferentiation.gradients(
            tf,
            "contrast_gradients",
            List.of(new Derivative(weighted, tf.constant(1f))),
            products.all());
    return new ContrastLoss(
        intra, cross, new ContrastGradients(ops, states).byHiddenStates(ofProducts, allAnchors));
  }

  private static float[][] weights(int networks, double intra, double cross) {
    float[][] weights = new float[networks][networks];
    for (int x = 0; x < networks; x++) {
      Arrays.fill(weights[x], (float) cross);
      weights[x][x] = (float) intra;
    }
    return weights;
  }
}
