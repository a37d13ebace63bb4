package io.emkd.tensorflow.graph.loss;

import io.emkd.tensorflow.graph.gradient.Differentiable;
import io.emkd.tensorflow.graph.kernel.MatrixProducts;
import io.emkd.tensorflow.graph.network.EnsembleNetworks;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * What the item losses are computed from.
 *
 * @param logits of each network [K, C]
 * @param backward from the gradients of the logits, those of what they were computed from
 * @param labels [K] the column of each label
 * @param correction [K, C], to be subtracted from the logits before a softmax; null where the
 *     softmax is full
 * @param columns C
 */
public record ItemLogits(
    List<Operand<TFloat32>> logits,
    Function<List<Operand<TFloat32>>, List<Differentiable.Derivative>> backward,
    Operand<TInt32> labels,
    Operand<TFloat32> correction,
    int columns) {

  /** So much below the others that its probability is 0. */
  private static final float NEVER = 1e9f;

  /**
   * The placeholders of a sampled softmax.
   *
   * @param items [S]
   * @param labelCorrections [K] log(S q) of the labels
   * @param itemCorrections [S] log(S q) of the items
   */
  public record Sampled(
      Operand<TInt32> items,
      Operand<TFloat32> labelCorrections,
      Operand<TFloat32> itemCorrections) {
    public static Sampled placeholders(Ops tf) {
      return new Sampled(
          tf.withName("sampled_items").placeholder(TInt32.class),
          tf.withName("label_corrections").placeholder(TFloat32.class),
          tf.withName("item_corrections").placeholder(TFloat32.class));
    }
  }

  /**
   * Over all items: C = V+1.
   *
   * @param heads of each network, its weights transposed: [d, V+1]. oneDNN makes their gradient
   *     faster in this form
   * @param masked of each network [K, d]
   */
  public static ItemLogits full(
      Ops tf,
      EnsembleNetworks ensemble,
      List<Operand<TFloat32>> heads,
      List<Operand<TFloat32>> masked,
      Operand<TInt32> labels,
      MatrixProducts products) {
    List<Operand<TFloat32>> logits = new ArrayList<>();
    for (int n = 0; n < masked.size(); n++) {
      logits.add(
          tf.nn.biasAdd(
              products.of(tf, masked.get(n), heads.get(n)), ensemble.networks.get(n).itemBias()));
    }
    return new ItemLogits(
        logits,
        gradients -> throughHeads(tf, ensemble, heads, masked, gradients, products),
        labels,
        null,
        ensemble.itemCount + 1);
  }

  private static List<Differentiable.Derivative> throughHeads(
      Ops tf,
      EnsembleNetworks ensemble,
      List<Operand<TFloat32>> heads,
      List<Operand<TFloat32>> masked,
      List<Operand<TFloat32>> gradients,
      MatrixProducts products) {
    List<Differentiable.Derivative> derivatives = new ArrayList<>();
    for (int n = 0; n < gradients.size(); n++) {
      EnsembleNetworks.Network network = ensemble.networks.get(n);
      Operand<TFloat32> gradient = gradients.get(n);
      derivatives.add(
          new Differentiable.Derivative(
              masked.get(n), products.of(tf, gradient, network.itemWeight())));
      derivatives.add(
          new Differentiable.Derivative(
              heads.get(n), products.of(tf, masked.get(n), gradient, MatMul.transposeA(true))));
      derivatives.add(
          new Differentiable.Derivative(network.itemBias(), tf.nn.biasAddGrad(gradient)));
    }
    return derivatives;
  }

  /**
   * Over the label, in column 0, and the sampled items: C = 1+S. Where a sampled item is the row's
   * label, it is left out.
   */
  public static ItemLogits sampled(
      Ops tf,
      EnsembleNetworks ensemble,
      List<Operand<TFloat32>> masked,
      Operand<TInt32> labels,
      Sampled sampled,
      int sampledItems,
      MatrixProducts products) {
    Operand<TInt32> rows = tf.constant(0);
    Operand<TInt32> column = tf.constant(1);
    Operand<TInt32> needed = tf.concat(List.of(labels, sampled.items), rows);
    Operand<TInt32> first = tf.constant(new int[] {0});
    Operand<TInt32> labelCount = tf.shape(labels);
    Operand<TInt32> rest = tf.constant(new int[] {sampledItems});
    List<Operand<TFloat32>> logits = new ArrayList<>();
    for (int n = 0; n < masked.size(); n++) {
      EnsembleNetworks.Network network = ensemble.networks.get(n);
      Operand<TFloat32> weights = tf.gather(network.itemWeight(), needed, rows);
      Operand<TFloat32> biases = tf.gather(network.itemBias(), needed, rows);
      Operand<TInt32> d = tf.constant(new int[] {ensemble.shape.hiddenSize()});
      Operand<TInt32> zero = tf.constant(new int[] {0, 0});
      Operand<TFloat32> labelWeights =
          tf.slice(weights, zero, tf.concat(List.of(labelCount, d), rows));
      Operand<TFloat32> itemWeights =
          tf.slice(
              weights,
              tf.concat(List.of(labelCount, first), rows),
              tf.concat(List.of(rest, d), rows));
      Operand<TFloat32> ofLabels =
          tf.math.add(
              tf.sum(tf.math.mul(masked.get(n), labelWeights), column),
              tf.slice(biases, first, labelCount));
      Operand<TFloat32> ofItems =
          tf.nn.biasAdd(
              products.of(tf, masked.get(n), itemWeights, MatMul.transposeB(true)),
              tf.slice(biases, labelCount, rest));
      Operand<TFloat32> all = tf.concat(List.of(tf.expandDims(ofLabels, column), ofItems), column);
      logits.add(ofRank2(tf, all, sampledItems + 1));
    }
    Operand<TFloat32> same =
        tf.dtypes.cast(
            tf.math.equal(tf.expandDims(labels, column), tf.expandDims(sampled.items, rows)),
            TFloat32.class);
    Operand<TFloat32> correction =
        ofRank2(
            tf,
            tf.concat(
                List.of(
                    tf.expandDims(sampled.labelCorrections, column),
                    tf.math.add(
                        tf.math.mul(same, tf.constant(NEVER)),
                        tf.expandDims(sampled.itemCorrections, rows))),
                column),
            sampledItems + 1);
    return new ItemLogits(
        logits,
        gradients ->
            IntStream.range(0, gradients.size())
                .mapToObj(n -> new Differentiable.Derivative(logits.get(n), gradients.get(n)))
                .toList(),
        tf.zerosLike(labels),
        correction,
        sampledItems + 1);
  }

  /** TensorFlow's cost model complains of a softmax whose rank it does not know. */
  private static Operand<TFloat32> ofRank2(Ops tf, Operand<TFloat32> x, int columns) {
    return tf.reshape(x, tf.constant(new int[] {-1, columns}));
  }
}
