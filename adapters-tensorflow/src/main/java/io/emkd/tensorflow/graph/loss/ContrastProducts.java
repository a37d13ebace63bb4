package io.emkd.tensorflow.graph.loss;

import io.emkd.tensorflow.graph.kernel.Sums;
import io.emkd.tensorflow.graph.kernel.TrainingOps;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Max;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The inner products that all cosines of contrast come from.
 *
 * @param anchors G of all networks' anchors among each other, with their squared norms on its
 *     diagonal: [N*B, N*B]
 * @param matches P of an anchor with the views of the same sequence, of each y for each x: [M, B]
 * @param viewSquares Q of a view with itself, of each y: [M, B]
 */
record ContrastProducts(
    Operand<TFloat32> anchors,
    List<Operand<TFloat32>> matches,
    List<Operand<TFloat32>> viewSquares) {
  /**
   * @param allAnchors of all networks, [N*B, T*d]
   */
  static ContrastProducts of(TrainingOps ops, ContrastStates states, Operand<TFloat32> allAnchors) {
    Operand<TFloat32> anchors =
        ops.tf().linalg.matMul(allAnchors, allAnchors, MatMul.transposeB(true));
    List<Operand<TFloat32>> matches = new ArrayList<>();
    List<Operand<TFloat32>> viewSquares = new ArrayList<>();
    for (int y = 0; y < states.networks(); y++) {
      // Where the views are: only anchors go from one network's device to another's.
      Ops tf = ops.of(y).tf();
      Operand<TFloat32> views = states.views().get(y);
      viewSquares.add(Sums.rowProduct(tf, views, views));
      for (Operand<TFloat32> anchor : states.anchors()) {
        matches.add(Sums.rowProduct(tf, anchor, views));
      }
    }
    return new ContrastProducts(anchors, matches, viewSquares);
  }

  /** Returns G, then all P, then all Q. */
  List<Operand<TFloat32>> all() {
    List<Operand<TFloat32>> all = new ArrayList<>(List.of(anchors));
    all.addAll(matches);
    all.addAll(viewSquares);
    return all;
  }

  /** Returns C(a[x], a[y], {h[y,m]}), [N, N]: anchor network x, other network y. */
  Operand<TFloat32> contrast(Ops tf, ViewLayout layout, double temperature) {
    Operand<TInt32> batchSize = layout.batchSize();
    Operand<TFloat32> inverseTemperature = tf.constant((float) (1 / temperature));
    Operand<TInt32> n = tf.constant(viewSquares.size());
    Operand<TFloat32> anchorScale = tf.math.rsqrt(tf.linalg.tensorDiagPart(anchors));
    Operand<TFloat32> similarity =
        tf.math.mul(
            tf.math.mul(anchors, tf.expandDims(anchorScale, tf.constant(1))),
            tf.math.mul(anchorScale, inverseTemperature));
    // [N, N, B, B]: anchor network, other network, anchor, other
    Operand<TFloat32> pairs =
        tf.linalg.transpose(
            tf.reshape(similarity, tf.stack(List.of(n, batchSize, n, batchSize))),
            tf.constant(new int[] {0, 2, 1, 3}));
    Operand<TFloat32> offDiagonal =
        tf.math.sub(
            tf.constant(1f),
            tf.linalg.tensorDiag(
                tf.fill(tf.reshape(batchSize, tf.constant(new int[] {1})), tf.constant(1f))));
    Operand<TFloat32> negatives = logSumExp(tf, tf.math.mul(pairs, offDiagonal), 3); // [N, N, B]

    Operand<TInt32> one = tf.constant(1);
    Operand<TFloat32> matched =
        tf.reshape(
            tf.stack(matches), // y, x, m, b
            tf.stack(List.of(n, n, tf.constant(layout.maskedViews()), batchSize)));
    Operand<TFloat32> viewScale =
        tf.reshape(
            tf.math.rsqrt(tf.stack(viewSquares)),
            tf.stack(List.of(n, one, tf.constant(layout.maskedViews()), batchSize)));
    Operand<TFloat32> scaled =
        tf.math.mul(
            tf.math.mul(matched, viewScale),
            tf.math.mul(
                tf.reshape(anchorScale, tf.stack(List.of(one, n, one, batchSize))),
                inverseTemperature));
    Operand<TFloat32> positives = logSumExp(tf, scaled, 2); // [N, N, B]: y, x, b
    return tf.math.sub(
        tf.math.mean(negatives, tf.constant(new int[] {2})),
        tf.linalg.transpose(
            tf.math.mean(positives, tf.constant(new int[] {2})), tf.constant(new int[] {1, 0})));
  }

  /**
   * Similarities are at most 1/tau in size; shifted by their maximum so that small tau stays
   * finite.
   */
  private static Operand<TFloat32> logSumExp(Ops tf, Operand<TFloat32> x, int axis) {
    Operand<TInt32> axes = tf.constant(new int[] {axis});
    Operand<TFloat32> shift = tf.stopGradient(tf.max(x, axes, Max.keepDims(true)));
    return tf.math.add(
        tf.math.log(tf.reduceSum(tf.math.exp(tf.math.sub(x, shift)), axes)),
        tf.squeeze(shift, Squeeze.axis(List.of((long) axis))));
  }
}
