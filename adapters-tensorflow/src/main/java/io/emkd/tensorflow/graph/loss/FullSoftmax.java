package io.emkd.tensorflow.graph.loss;

import io.emkd.tensorflow.graph.gradient.Derivative;
import io.emkd.tensorflow.graph.kernel.MatrixProducts;
import io.emkd.tensorflow.graph.kernel.TrainingOps;
import io.emkd.tensorflow.graph.network.ItemHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Logits over all items: C = V+1. */
final class FullSoftmax {
  private final TrainingOps ops;
  private final MatrixProducts products;
  private final SoftmaxHeads heads;
  private final int columns;

  /** Each head's weight transposed, [d, V+1]: oneDNN makes its gradient faster in this form. */
  private final List<Operand<TFloat32>> transposed = new ArrayList<>();

  FullSoftmax(TrainingOps ops, SoftmaxHeads heads) {
    this.ops = ops;
    this.heads = heads;
    products = ops.products();
    columns = heads.itemCount() + 1;
    for (ItemHead head : heads.all()) {
      Ops tf = ops.of(transposed.size()).tf();
      transposed.add(tf.linalg.transpose(head.weight(), tf.constant(new int[] {1, 0})));
    }
  }

  /**
   * @param labels [K]
   */
  ItemLogits logits(MaskedStates masked, Operand<TInt32> labels) {
    List<Operand<TFloat32>> states = masked.all();
    List<Operand<TFloat32>> logits = new ArrayList<>();
    for (ItemHead head : heads.all()) {
      int n = logits.size();
      Ops tf = ops.of(n).tf();
      logits.add(tf.nn.biasAdd(products.of(tf, states.get(n), transposed.get(n)), head.bias()));
    }
    return ItemLogits.of(
        heads,
        logits,
        gradients -> backward(masked.networks(), gradients),
        labels,
        Optional.empty(),
        columns);
  }

  private List<Derivative> backward(
      List<Operand<TFloat32>> masked, List<Operand<TFloat32>> gradients) {
    List<Derivative> derivatives = new ArrayList<>();
    for (int n = 0; n < gradients.size(); n++) {
      Ops tf = ops.of(n).tf();
      ItemHead head = heads.networks().get(n);
      Operand<TFloat32> gradient = gradients.get(n);
      derivatives.add(new Derivative(masked.get(n), products.of(tf, gradient, head.weight())));
      derivatives.add(
          new Derivative(
              transposed.get(n),
              products.of(tf, masked.get(n), gradient, MatMul.transposeA(true))));
      derivatives.add(new Derivative(head.bias(), tf.nn.biasAddGrad(gradient)));
    }
    return derivatives;
  }
}
