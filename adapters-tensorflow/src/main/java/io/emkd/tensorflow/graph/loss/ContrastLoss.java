package io.emkd.tensorflow.graph.loss;

import io.emkd.tensorflow.graph.compile.CompiledFunctions;
import io.emkd.tensorflow.graph.kernel.AxisPartition;
import io.emkd.tensorflow.graph.kernel.Sums;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Intra- and cross-network contrast: C(a[x], a[y], {h[y,m]}) for all ordered pairs.
 *
 * <p>All cosines come from inner products: G of the anchors among each other, with their squared
 * norms on its diagonal, P[x,y,m] of an anchor with the view of the same sequence, Q[y,m] of a view
 * with itself. The graph differentiates the loss by these few numbers; from there, with D = dG +
 * dG^T,
 *
 * <pre>
 * d a[x]   = (D A)[x] + sum_{y,m} dP[x,y,m] h[y,m]
 * d h[y,m] = sum_x dP[x,y,m] a[x] + 2 dQ[y,m] h[y,m]
 * </pre>
 */
public final class ContrastLoss {
  public final Operand<TFloat32> intra;
  public final Operand<TFloat32> cross;

  /** Of each network's hidden states, of weight * (intra + cross): [M+1, B, T*d]. */
  public final List<Operand<TFloat32>> hiddenGradients = new ArrayList<>();

  private final Ops tf;
  private final int networks;
  private final int maskedViews;

  /** Of each network [M, B, T*d]. */
  private final List<Operand<TFloat32>> views = new ArrayList<>();

  /** Of each network [B, T*d]. */
  private final List<Operand<TFloat32>> anchors = new ArrayList<>();

  /**
   * @param hidden of each network [(M+1)*B*T, d]: the M views in their order, then the original
   * @param maskedViews M
   * @param width T*d
   */
  public ContrastLoss(
      Graph graph,
      Ops tf,
      List<Operand<TFloat32>> hidden,
      Operand<TInt32> batchSize,
      int maskedViews,
      int width,
      double temperature,
      double weight,
      CompiledFunctions functions) {
    this.tf = tf;
    this.networks = hidden.size();
    this.maskedViews = maskedViews;
    Operand<TInt32> byView =
        tf.stack(List.of(tf.constant(maskedViews + 1), batchSize, tf.constant(width)));
    for (Operand<TFloat32> h : hidden) {
      Operand<TFloat32> rows = tf.reshape(h, byView);
      views.add(rowsFrom(rows, 0, maskedViews));
      anchors.add(tf.reshape(rowsFrom(rows, maskedViews, 1), tf.constant(new int[] {-1, width})));
    }
    Operand<TFloat32> all = AxisPartition.join(tf, anchors, 0);
    Operand<TFloat32> anchorProducts = tf.linalg.matMul(all, all, MatMul.transposeB(true));
    List<Operand<TFloat32>> matchProducts = new ArrayList<>();
    List<Operand<TFloat32>> viewSquares = new ArrayList<>();
    for (int y = 0; y < networks; y++) {
      viewSquares.add(Sums.rowProduct(tf, views.get(y), views.get(y)));
      for (int x = 0; x < networks; x++) {
        matchProducts.add(Sums.rowProduct(tf, anchors.get(x), views.get(y)));
      }
    }

    Operand<TFloat32> contrast =
        contrast(anchorProducts, matchProducts, viewSquares, batchSize, temperature);
    float[][] identity = new float[networks][networks];
    for (int x = 0; x < networks; x++) {
      identity[x][x] = 1;
    }
    intra = Sums.total(tf, tf.math.mul(contrast, tf.constant(identity)));
    Operand<TFloat32> both = Sums.total(tf, contrast);
    cross = tf.math.sub(both, intra);

    List<Output<?>> products = new ArrayList<>();
    products.add(anchorProducts.asOutput());
    matchProducts.forEach(product -> products.add(product.asOutput()));
    viewSquares.forEach(product -> products.add(product.asOutput()));
    Output<?>[] byProducts =
        graph.addGradients(
            "contrast_gradients",
            new Output<?>[] {both.asOutput()},
            products.toArray(Output<?>[]::new),
            new Output<?>[] {tf.constant((float) weight).asOutput()});
    gradients(byProducts, all, functions);
  }

  private Operand<TFloat32> rowsFrom(Operand<TFloat32> rows, int view, int count) {
    return tf.slice(
        rows, tf.constant(new int[] {view, 0, 0}), tf.constant(new int[] {count, -1, -1}));
  }

  /**
   * @param matchProducts of each y for each x [M, B]
   * @param viewSquares of each y [M, B]
   * @return [N, N]: anchor network, other network
   */
  private Operand<TFloat32> contrast(
      Operand<TFloat32> anchorProducts,
      List<Operand<TFloat32>> matchProducts,
      List<Operand<TFloat32>> viewSquares,
      Operand<TInt32> batchSize,
      double temperature) {
    Operand<TFloat32> inverseTemperature = tf.constant((float) (1 / temperature));
    Operand<TInt32> n = tf.constant(networks);
    Operand<TFloat32> anchorScale = tf.math.rsqrt(tf.linalg.tensorDiagPart(anchorProducts));
    Operand<TFloat32> similarity =
        tf.math.mul(
            tf.math.mul(anchorProducts, tf.expandDims(anchorScale, tf.constant(1))),
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
    Operand<TFloat32> negatives = logSumExp(tf.math.mul(pairs, offDiagonal), 3); // [N, N, B]

    Operand<TInt32> one = tf.constant(1);
    Operand<TFloat32> matches =
        tf.reshape(
            tf.stack(matchProducts), // y, x, m, b
            tf.stack(List.of(n, n, tf.constant(maskedViews), batchSize)));
    Operand<TFloat32> viewScale =
        tf.reshape(
            tf.math.rsqrt(tf.stack(viewSquares)),
            tf.stack(List.of(n, one, tf.constant(maskedViews), batchSize)));
    Operand<TFloat32> scaled =
        tf.math.mul(
            tf.math.mul(matches, viewScale),
            tf.math.mul(
                tf.reshape(anchorScale, tf.stack(List.of(one, n, one, batchSize))),
                inverseTemperature));
    Operand<TFloat32> matched = logSumExp(scaled, 2); // [N, N, B]: y, x, b
    return tf.math.sub(
        tf.math.mean(negatives, tf.constant(new int[] {2})),
        tf.linalg.transpose(
            tf.math.mean(matched, tf.constant(new int[] {2})), tf.constant(new int[] {1, 0})));
  }

  /**
   * @param byProducts the gradients of G, of all P and of all Q, in their order
   * @param all A, the anchors of all networks [N*B, T*d]
   */
  @SuppressWarnings("unchecked")
  private void gradients(
      Output<?>[] byProducts, Operand<TFloat32> all, CompiledFunctions functions) {
    Operand<TFloat32> byAnchors = (Output<TFloat32>) byProducts[0];
    Operand<TFloat32> symmetric =
        tf.math.add(byAnchors, tf.linalg.transpose(byAnchors, tf.constant(new int[] {1, 0})));
    List<Operand<TFloat32>> amongAnchors =
        AxisPartition.split(tf, tf.linalg.matMul(symmetric, all), 0, networks);
    for (int network = 0; network < networks; network++) {
      List<Operand<?>> ofAnchor = new ArrayList<>(List.of(amongAnchors.get(network)));
      List<Operand<?>> ofViews = new ArrayList<>();
      for (int other = 0; other < networks; other++) {
        ofAnchor.add(byProducts[1 + other * networks + network]);
        ofAnchor.add(views.get(other));
        ofViews.add(byProducts[1 + network * networks + other]);
        ofViews.add(anchors.get(other));
      }
      ofViews.add(byProducts[1 + networks * networks + network]);
      ofViews.add(views.get(network));
      Operand<TFloat32> anchor =
          functions.call(tf, "contrast_anchor_gradient", ofAnchor, this::anchorGradient).get(0);
      Operand<TFloat32> view =
          functions.call(tf, "contrast_views_gradient", ofViews, this::viewsGradient).get(0);
      hiddenGradients.add(
          tf.concat(List.of(view, tf.expandDims(anchor, tf.constant(0))), tf.constant(0)));
    }
  }

  /** (D A)[x], then for each y dP[x,y] [M, B] and h[y]: [B, T*d]. */
  @SuppressWarnings("unchecked")
  private List<Operand<TFloat32>> anchorGradient(Ops f, List<Operand<?>> in) {
    Operand<TFloat32> sum = (Operand<TFloat32>) in.get(0);
    for (int y = 0; y < networks; y++) {
      Iterable<Operand<TFloat32>> by =
          f.unstack((Operand<TFloat32>) in.get(1 + 2 * y), (long) maskedViews);
      var view = f.unstack((Operand<TFloat32>) in.get(2 + 2 * y), (long) maskedViews).iterator();
      for (Operand<TFloat32> m : by) {
        sum = f.math.add(sum, f.math.mul(f.expandDims(m, f.constant(1)), view.next()));
      }
    }
    return List.of(sum);
  }

  /** For each x dP[x,y] [M, B] and a[x], then dQ[y] and h[y]: [M, B, T*d]. */
  @SuppressWarnings("unchecked")
  private List<Operand<TFloat32>> viewsGradient(Ops f, List<Operand<?>> in) {
    Operand<TFloat32> sum =
        f.math.mul(
            f.math.mul(column(f, in.get(2 * networks)), f.constant(2f)),
            (Operand<TFloat32>) in.get(2 * networks + 1));
    for (int x = 0; x < networks; x++) {
      sum =
          f.math.add(
              sum,
              f.math.mul(
                  column(f, in.get(2 * x)),
                  f.expandDims((Operand<TFloat32>) in.get(2 * x + 1), f.constant(0))));
    }
    return List.of(sum);
  }

  @SuppressWarnings("unchecked")
  private static Operand<TFloat32> column(Ops f, Operand<?> x) {
    return f.expandDims((Operand<TFloat32>) x, f.constant(2));
  }

  /**
   * Similarities are at most 1/tau in size; shifted by their maximum so that small tau stays
   * finite.
   */
  private Operand<TFloat32> logSumExp(Operand<TFloat32> x, int axis) {
    Operand<TInt32> axes = tf.constant(new int[] {axis});
    Operand<TFloat32> shift =
        tf.stopGradient(tf.max(x, axes, org.tensorflow.op.core.Max.keepDims(true)));
    return tf.math.add(
        tf.math.log(tf.reduceSum(tf.math.exp(tf.math.sub(x, shift)), axes)),
        tf.squeeze(shift, org.tensorflow.op.core.Squeeze.axis(List.of((long) axis))));
  }
}
