package io.emkd.tensorflow.graph.loss;

import io.emkd.tensorflow.graph.compile.FunctionInputs;
import io.emkd.tensorflow.graph.kernel.AxisPartition;
import io.emkd.tensorflow.graph.kernel.TrainingOps;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Leads the gradients of the {@link ContrastProducts} back to the hidden states, in closed form.
 * With D = dG + dG^T,
 *
 * <pre>
 * d a[x]   = (D A)[x] + sum_{y,m} dP[x,y,m] h[y,m]
 * d h[y,m] = sum_x dP[x,y,m] a[x] + 2 dQ[y,m] h[y,m]
 * </pre>
 */
final class ContrastGradients {
  private final Ops tf;
  private final TrainingOps ops;
  private final ContrastStates states;
  private final int networks;

  ContrastGradients(TrainingOps ops, ContrastStates states) {
    this.ops = ops;
    this.tf = ops.tf();
    this.states = states;
    this.networks = states.networks();
  }

  /**
   * Returns the gradient by each network's hidden states, [M+1, B, T*d].
   *
   * @param ofProducts the gradients of G, of all P and of all Q, in their order
   * @param allAnchors A, the anchors of all networks [N*B, T*d]
   */
  List<Operand<TFloat32>> byHiddenStates(
      List<Operand<TFloat32>> ofProducts, Operand<TFloat32> allAnchors) {
    Operand<TFloat32> ofAnchors = ofProducts.get(0);
    Operand<TFloat32> symmetric =
        tf.math.add(ofAnchors, tf.linalg.transpose(ofAnchors, tf.constant(new int[] {1, 0})));
    List<Operand<TFloat32>> amongAnchors =
        AxisPartition.split(tf, tf.linalg.matMul(symmetric, allAnchors), 0, networks);
    List<Operand<TFloat32>> gradients = new ArrayList<>();
    for (int network = 0; network < networks; network++) {
      Ops own = ops.of(network).tf();
      List<Operand<?>> ofAnchor = new ArrayList<>(List.of(amongAnchors.get(network)));
      List<Operand<?>> ofViews = new ArrayList<>();
      for (int other = 0; other < networks; other++) {
        ofAnchor.add(ofProducts.get(1 + other * networks + network));
        ofAnchor.add(states.views().get(other));
        ofViews.add(ofProducts.get(1 + network * networks + other));
        ofViews.add(states.anchors().get(other));
      }
      ofViews.add(ofProducts.get(1 + networks * networks + network));
      ofViews.add(states.views().get(network));
      Operand<TFloat32> anchor =
          ops.functions()
              .call(own, "contrast_anchor_gradient", ofAnchor, this::anchorGradient)
              .get(0);
      Operand<TFloat32> view =
          ops.functions().call(own, "contrast_views_gradient", ofViews, this::viewsGradient).get(0);
      gradients.add(
          tf.concat(List.of(view, tf.expandDims(anchor, tf.constant(0))), tf.constant(0)));
    }
    return gradients;
  }

  /**
   * Returns the gradient by an anchor, [B, T*d].
   *
   * @param in (D A)[x], then for each y dP[x,y] [M, B] and h[y]
   */
  private List<Operand<TFloat32>> anchorGradient(Ops f, FunctionInputs in) {
    long views = states.layout().maskedViews();
    Operand<TFloat32> sum = in.floats(0);
    for (int y = 0; y < networks; y++) {
      Iterable<Operand<TFloat32>> ofMatches = f.unstack(in.floats(1 + 2 * y), views);
      Iterator<Operand<TFloat32>> view = f.unstack(in.floats(2 + 2 * y), views).iterator();
      for (Operand<TFloat32> m : ofMatches) {
        sum = f.math.add(sum, f.math.mul(f.expandDims(m, f.constant(1)), view.next()));
      }
    }
    return List.of(sum);
  }

  /**
   * Returns the gradient by a network's views, [M, B, T*d].
   *
   * @param in for each x dP[x,y] [M, B] and a[x], then dQ[y] and h[y]
   */
  private List<Operand<TFloat32>> viewsGradient(Ops f, FunctionInputs in) {
    Operand<TFloat32> sum =
        f.math.mul(
            f.math.mul(column(f, in.floats(2 * networks)), f.constant(2f)),
            in.floats(2 * networks + 1));
    for (int x = 0; x < networks; x++) {
      sum =
          f.math.add(
              sum,
              f.math.mul(
                  column(f, in.floats(2 * x)), f.expandDims(in.floats(2 * x + 1), f.constant(0))));
    }
    return List.of(sum);
  }

  private static Operand<TFloat32> column(Ops f, Operand<TFloat32> x) {
    return f.expandDims(x, f.constant(2));
  }
}
