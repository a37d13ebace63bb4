package io.emkd.tensorflow.graph.loss;

import io.emkd.tensorflow.graph.gradient.Derivative;
import io.emkd.tensorflow.graph.kernel.MatrixProducts;
import io.emkd.tensorflow.graph.kernel.TrainingOps;
import io.emkd.tensorflow.graph.network.ItemHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Logits over the label, in column 0, and the sampled items: C = 1+S. Where a sampled item is the
 * row's label, it is left out.
 */
final class SampledSoftmax {
  /** A correction so large that the probability is 0. */
  private static final float NEVER = 1e9f;

  private final TrainingOps ops;
  private final Ops tf;
  private final MatrixProducts products;
  private final SoftmaxHeads heads;
  private final SampledInputs sample;

  /** The axis of rows, and of columns. */
  private final Operand<TInt32> rows;

  private final Operand<TInt32> column;

  SampledSoftmax(TrainingOps ops, SoftmaxHeads heads, SampledInputs sample) {
    this.ops = ops;
    this.tf = ops.tf();
    this.products = ops.products();
    this.heads = heads;
    this.sample = sample;
    this.rows = tf.constant(0);
    this.column = tf.constant(1);
  }

  /**
   * @param labels [K]
   */
  ItemLogits logits(MaskedStates masked, Operand<TInt32> labels) {
    Operand<TInt32> needed = tf.concat(List.of(labels, sample.items()), rows);
    List<Operand<TFloat32>> states = masked.all();
    List<Operand<TFloat32>> logits = new ArrayList<>();
    for (ItemHead head : heads.all()) {
      int n = logits.size();
      logits.add(logits(ops.of(n).tf(), head, states.get(n), labels, needed));
    }
    Operand<TFloat32> correction = correction(labels);
    return ItemLogits.of(
        heads,
        logits,
        gradients ->
            IntStream.range(0, gradients.size())
                .mapToObj(n -> new Derivative(logits.get(n), gradients.get(n)))
                .toList(),
        tf.zerosLike(labels),
        Optional.of(correction),
        sample.count() + 1);
  }

  /**
   * Returns a network's logits, [K, 1+S].
   *
   * @param tf adds operations of that network
   * @param masked [K, d]
   * @param needed the labels, then the sampled items: [K+S]
   */
  private Operand<TFloat32> logits(
      Ops tf,
      ItemHead head,
      Operand<TFloat32> masked,
      Operand<TInt32> labels,
      Operand<TInt32> needed) {
    Operand<TInt32> first = tf.constant(new int[] {0});
    Operand<TInt32> labelCount = tf.shape(labels);
    Operand<TInt32> rest = tf.constant(new int[] {sample.count()});
    Operand<TFloat32> weights = tf.gather(head.weight(), needed, rows);
    Operand<TFloat32> biases = tf.gather(head.bias(), needed, rows);
    Operand<TInt32> width = tf.constant(new int[] {head.width()});
    Operand<TInt32> zero = tf.constant(new int[] {0, 0});
    Operand<TFloat32> labelWeights =
        tf.slice(weights, zero, tf.concat(List.of(labelCount, width), rows));
    Operand<TFloat32> itemWeights =
        tf.slice(
            weights,
            tf.concat(List.of(labelCount, first), rows),
            tf.concat(List.of(rest, width), rows));
    Operand<TFloat32> ofLabels =
        tf.math.add(
            tf.sum(tf.math.mul(masked, labelWeights), column), tf.slice(biases, first, labelCount));
    Operand<TFloat32> ofItems =
        tf.nn.biasAdd(
            products.of(tf, masked, itemWeights, MatMul.transposeB(true)),
            tf.slice(biases, labelCount, rest));
    return ofRank2(tf, tf.concat(List.of(tf.expandDims(ofLabels, column), ofItems), column));
  }

  /** Returns what is subtracted before a softmax, [K, 1+S]. */
  private Operand<TFloat32> correction(Operand<TInt32> labels) {
    Operand<TFloat32> same =
        tf.dtypes.cast(
            tf.math.equal(tf.expandDims(labels, column), tf.expandDims(sample.items(), rows)),
            TFloat32.class);
    return ofRank2(
        tf,
        tf.concat(
            List.of(
                tf.expandDims(sample.labelCorrections(), column),
                tf.math.add(
                    tf.math.mul(same, tf.constant(NEVER)),
                    tf.expandDims(sample.itemCorrections(), rows))),
            column));
  }

  /** TensorFlow's cost model complains of a softmax whose rank it does not know. */
  private Operand<TFloat32> ofRank2(Ops tf, Operand<TFloat32> x) {
    return tf.reshape(x, tf.constant(new int[] {-1, sample.count() + 1}));
  }
}
