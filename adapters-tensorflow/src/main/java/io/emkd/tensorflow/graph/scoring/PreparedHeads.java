package io.emkd.tensorflow.graph.scoring;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.graph.kernel.AxisPartition;
import io.emkd.tensorflow.graph.kernel.Sums;
import io.emkd.tensorflow.graph.network.EnsembleNetworks;
import io.emkd.tensorflow.graph.network.ItemHead;
import io.emkd.tensorflow.graph.variable.Parameters;
import io.emkd.tensorflow.graph.variable.Variable;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * All networks' item heads as scoring reads them, in variables of their own: concatenated, so that
 * the ensemble's scores are one matrix product, and padded to W rows of whole blocks.
 */
final class PreparedHeads {
  /** V+1. */
  final int rowCount;

  /** W. */
  final int paddedCount;

  /** Scalar minus infinity, the bias of padding. */
  final Operand<TFloat32> lowest;

  /** The heads concatenated: [W, N*d]. */
  final Operand<TFloat32> weight;

  /** The biases summed over networks: [W]. */
  final Operand<TFloat32> bias;

  /** One by the length of each item's row: [V+1]. */
  final Operand<TFloat32> inverseLength;

  private final int hiddenSize;
  private final int width;
  private final Variable weights;
  private final Variable biases;
  private final Variable inverseLengths;

  /**
   * @param variables declares what {@link #prepare} writes
   */
  PreparedHeads(Ops tf, EnsembleNetworks ensemble, Parameters variables) {
    EnsembleConfiguration shape = ensemble.shape();
    rowCount = ensemble.itemCount() + 1;
    hiddenSize = shape.hiddenSize();
    width = shape.networks() * hiddenSize;
    paddedCount = Math.toIntExact(BlockwiseTopK.paddedWidth(rowCount));
    weights = variables.zeros("item_heads", paddedCount, width);
    biases = variables.zeros("item_biases", paddedCount);
    inverseLengths = variables.zeros("item_inverse_lengths", rowCount);
    weight = weights.value();
    bias = biases.value();
    inverseLength = inverseLengths.value();
    lowest = tf.constant(Float.NEGATIVE_INFINITY);
  }

  /** Adds what writes all of them to the graph. */
  Op prepare(Ops tf, List<ItemHead> heads) {
    Operand<TFloat32> concatenated =
        AxisPartition.join(tf, heads.stream().map(ItemHead::weight).toList(), 1);
    int padding = paddedCount - rowCount;
    Op assignWeights =
        tf.assignVariableOp(
            weights.handle(),
            tf.pad(concatenated, tf.constant(new int[][] {{0, padding}, {0, 0}}), tf.constant(0f)));
    Op assignLengths =
        tf.assignVariableOp(
            inverseLengths.handle(),
            tf.math.rsqrt(tf.reduceSum(tf.math.square(concatenated), tf.constant(new int[] {1}))));
    Op assignBiases =
        tf.assignVariableOp(
            biases.handle(),
            tf.pad(
                Sums.of(tf, heads.stream().map(ItemHead::bias).toList()),
                tf.constant(new int[][] {{0, padding}}),
                lowest));
    return tf.withControlDependencies(List.of(assignWeights, assignLengths, assignBiases)).noOp();
  }

  /** Returns the weight of one network's head, [V+1, d]. */
  Operand<TFloat32> weightOf(Ops tf, int network) {
    return tf.slice(
        weight,
        tf.constant(new int[] {0, network * hiddenSize}),
        tf.constant(new int[] {rowCount, hiddenSize}));
  }

  /** Returns the weight without padding, [V+1, N*d]. */
  Operand<TFloat32> itemHeads(Ops tf) {
    return tf.slice(
        weight, tf.constant(new int[] {0, 0}), tf.constant(new int[] {rowCount, width}));
  }

  /** Returns the bias without padding, [V+1]. */
  Operand<TFloat32> itemBiases(Ops tf) {
    return tf.slice(bias, tf.constant(new int[] {0}), tf.constant(new int[] {rowCount}));
  }
}
