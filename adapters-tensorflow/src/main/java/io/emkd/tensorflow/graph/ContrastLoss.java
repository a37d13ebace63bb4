package io.emkd.tensorflow.graph;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Intra- and cross-network contrast: C(a[x], a[y], {h[y,m]}) for all ordered pairs in one product.
 */
final class ContrastLoss {
  final Operand<TFloat32> intra;
  final Operand<TFloat32> cross;

  /**
   * @param hidden of each network [(M+1)*B, T*d]: the M views in their order, then the original
   * @param maskedViews M
   * @param width T*d
   */
  ContrastLoss(
      Ops tf,
      List<Operand<TFloat32>> hidden,
      Operand<TInt32> batchSize,
      int maskedViews,
      int width,
      double temperature) {
    int networks = hidden.size();
    List<Operand<TFloat32>> anchors = new ArrayList<>();
    List<Operand<TFloat32>> positives = new ArrayList<>();
    Operand<TInt32> viewShape =
        tf.stack(List.of(tf.constant(maskedViews + 1), batchSize, tf.constant(width)));
    for (Operand<TFloat32> h : hidden) {
      Operand<TFloat32> views = tf.reshape(h, viewShape);
      positives.add(
          tf.slice(
              views,
              tf.constant(new int[] {0, 0, 0}),
              tf.constant(new int[] {maskedViews, -1, -1})));
      anchors.add(
          tf.reshape(
              tf.slice(
                  views,
                  tf.constant(new int[] {maskedViews, 0, 0}),
                  tf.constant(new int[] {1, -1, -1})),
              tf.constant(new int[] {-1, width})));
    }
    Operand<TFloat32> inverseTemperature = tf.constant((float) (1 / temperature));
    Operand<TFloat32> stacked = tf.stack(anchors, org.tensorflow.op.core.Stack.axis(0L));
    Operand<TFloat32> all = tf.reshape(stacked, tf.constant(new int[] {-1, width}));
    Operand<TFloat32> inverseNorms = inverseNorm(tf, all, 1);
    Operand<TFloat32> similarity =
        tf.math.mul(
            tf.math.mul(
                tf.linalg.matMul(all, all, MatMul.transposeB(true)),
                tf.expandDims(inverseNorms, tf.constant(1))),
            tf.math.mul(inverseNorms, inverseTemperature));
    Operand<TInt32> n = tf.constant(networks);
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
    Operand<TFloat32> negatives = logSumExp(tf, tf.math.mul(pairs, offDiagonal), 3);

    // [B, N, T*d] x [B, N*M, T*d]: every anchor with every view of the same sequence
    Operand<TFloat32> anchorsBySequence =
        tf.linalg.transpose(stacked, tf.constant(new int[] {1, 0, 2}));
    Operand<TFloat32> views =
        tf.linalg.transpose(
            positives.size() == 1 ? positives.get(0) : tf.concat(positives, tf.constant(0)),
            tf.constant(new int[] {1, 0, 2}));
    Operand<TFloat32> anchorScale =
        tf.expandDims(inverseNorm(tf, anchorsBySequence, 2), tf.constant(2));
    Operand<TFloat32> viewScale = tf.expandDims(inverseNorm(tf, views, 2), tf.constant(1));
    Operand<TFloat32> matches =
        tf.math.mul(
            tf.math.mul(
                MatrixProducts.batch(tf, anchorsBySequence, false, views, true), anchorScale),
            tf.math.mul(viewScale, inverseTemperature));
    Operand<TFloat32> matched =
        logSumExp(
            tf,
            tf.reshape(matches, tf.stack(List.of(batchSize, n, n, tf.constant(maskedViews)))),
            3); // [B, N, N]
    Operand<TFloat32> contrast =
        tf.math.sub(
            tf.math.mean(negatives, tf.constant(new int[] {2})),
            tf.math.mean(matched, tf.constant(new int[] {0})));
    float[][] identity = new float[networks][networks];
    for (int x = 0; x < networks; x++) {
      identity[x][x] = 1;
    }
    intra = ItemLoss.total(tf, tf.math.mul(contrast, tf.constant(identity)));
    cross = tf.math.sub(ItemLoss.total(tf, contrast), intra);
  }

  private static Operand<TFloat32> inverseNorm(Ops tf, Operand<TFloat32> x, int axis) {
    return tf.math.rsqrt(tf.reduceSum(tf.math.square(x), tf.constant(new int[] {axis})));
  }

  /**
   * Similarities are at most 1/tau in size; shifted by their maximum so that small tau stays
   * finite.
   */
  private static Operand<TFloat32> logSumExp(Ops tf, Operand<TFloat32> x, int axis) {
    Operand<TInt32> axes = tf.constant(new int[] {axis});
    Operand<TFloat32> shift =
        tf.stopGradient(tf.max(x, axes, org.tensorflow.op.core.Max.keepDims(true)));
    return tf.math.add(
        tf.math.log(tf.reduceSum(tf.math.exp(tf.math.sub(x, shift)), axes)),
        tf.squeeze(shift, org.tensorflow.op.core.Squeeze.axis(List.of((long) axis))));
  }
}
