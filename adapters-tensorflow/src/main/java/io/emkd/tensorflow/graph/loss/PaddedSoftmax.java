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

/**
 * Logits over all items and some columns that are none, C a multiple of {@link #MULTIPLE}: a GPU's
 * matrix units take rows of memory that begin at multiples of 16 bytes, else products are several
 * times slower. A column that is no item has weight 0 and a bias so low that its probability is 0.
 */
final class PaddedSoftmax {
  private static final int MULTIPLE = 64;

  /** What is beside a hidden state: a one, whose product with a gradient is that of the bias. */
  private static final int BESIDE = 8;

  private static final float NEVER = -1e9f;

  private final Ops tf;
  private final MatrixProducts products;
  private final SoftmaxHeads heads;
  private final int columns;
  private final List<Operand<TFloat32>> weights = new ArrayList<>();
  private final List<Operand<TFloat32>> biases = new ArrayList<>();

  PaddedSoftmax(TrainingOps ops, SoftmaxHeads heads) {
    tf = ops.tf();
    products = ops.products();
    this.heads = heads;
    int items = heads.itemCount() + 1;
    columns = (items + MULTIPLE - 1) / MULTIPLE * MULTIPLE;
    for (ItemHead head : heads.all()) {
      weights.add(extended(head.weight(), columns - items, 0, head.width()));
      biases.add(extended(head.bias(), columns - items, NEVER));
    }
  }

  /**
   * Returns a tensor with {@code more} rows after its own, each of the value.
   *
   * @param row the shape of a row
   */
  private Operand<TFloat32> extended(Operand<TFloat32> x, int more, float value, int... row) {
    if (more == 0) {
      return x;
    }
    int[] shape = new int[1 + row.length];
    shape[0] = more;
    System.arraycopy(row, 0, shape, 1, row.length);
    return tf.concat(List.of(x, tf.fill(tf.constant(shape), tf.constant(value))), tf.constant(0));
  }

  /**
   * @param labels [K]
   */
  ItemLogits logits(MaskedStates masked, Operand<TInt32> labels) {
    List<Operand<TFloat32>> states = masked.all();
    List<Operand<TFloat32>> logits = new ArrayList<>();
    for (int n = 0; n < states.size(); n++) {
      logits.add(
          tf.nn.biasAdd(
              products.of(tf, states.get(n), weights.get(n), MatMul.transposeB(true)),
              biases.get(n)));
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
      Operand<TFloat32> gradient = gradients.get(n);
      int width = heads.networks().get(n).width();
      Operand<TFloat32> both =
          products.of(tf, gradient, besideOnes(masked.get(n)), MatMul.transposeA(true));
      derivatives.add(new Derivative(masked.get(n), products.of(tf, gradient, weights.get(n))));
      derivatives.add(new Derivative(weights.get(n), columns(both, 0, width)));
      derivatives.add(
          new Derivative(
              biases.get(n), tf.reshape(columns(both, width, 1), tf.constant(new int[] {-1}))));
    }
    return derivatives;
  }

  /** Returns [K, d + 8]: a hidden state, a one, zeros. */
  private Operand<TFloat32> besideOnes(Operand<TFloat32> hidden) {
    float[] one = new float[BESIDE];
    one[0] = 1;
    Operand<TInt32> rows =
        tf.slice(tf.shape(hidden), tf.constant(new int[] {0}), tf.constant(new int[] {1}));
    Operand<TFloat32> beside =
        tf.broadcastTo(
            tf.constant(new float[][] {one}),
            tf.concat(List.of(rows, tf.constant(new int[] {BESIDE})), tf.constant(0)));
    return tf.concat(List.of(hidden, beside), tf.constant(1));
  }

  private Operand<TFloat32> columns(Operand<TFloat32> x, int first, int count) {
    return tf.slice(x, tf.constant(new int[] {0, first}), tf.constant(new int[] {-1, count}));
  }
}
