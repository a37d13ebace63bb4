package io.emkd.tensorflow.graph.encoder.bert4rec;

import static io.emkd.tensorflow.graph.kernel.MatrixOperand.plain;
import static io.emkd.tensorflow.graph.kernel.MatrixOperand.transposed;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.graph.encoder.bert4rec.AttentionFunctions.QueryKeyValue;
import io.emkd.tensorflow.graph.encoder.dropout.DropoutKeys;
import io.emkd.tensorflow.graph.kernel.Kernels.Linear;
import io.emkd.tensorflow.graph.kernel.MatrixProducts;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The forward and backward pass of a block's attention, without the residual sum after it. */
final class AttentionTraining {
  private final AttentionFunctions functions;
  private final MatrixProducts products;
  private final DropoutKeys keys;
  private final int d;
  private final int heads;
  private final int length;

  /**
   * What the backward pass needs of the forward pass.
   *
   * @param input [S*T, d]
   * @param map to queries, keys and values, with the input's norm folded in: weight [d, 3d]
   * @param key of the weights' dropout
   * @param attended values, weighted, of all heads beside each other: [S*T, d]
   */
  record Pass(
      NormedRows input,
      Linear map,
      QueryKeyValue projected,
      AttentionFunctions.Weights weights,
      Operand<TInt32> key,
      Operand<TFloat32> attended) {}

  AttentionTraining(
      EnsembleConfiguration shape,
      AttentionFunctions functions,
      MatrixProducts products,
      DropoutKeys keys) {
    this.functions = functions;
    this.products = products;
    this.keys = keys;
    this.d = shape.hiddenSize();
    this.heads = shape.heads();
    this.length = shape.maxLength();
  }

  /**
   * @param keyBias [S, 1, 1, T], -1e9 at padding keys
   */
  Pass forward(Ops tf, Bert4RecEncoder.Block block, NormedRows input, Operand<TFloat32> keyBias) {
    Linear map = block.inputNorm().foldedInto(tf, block.attentionInput());
    QueryKeyValue projected =
        functions.splitHeads(tf, products.of(tf, input.normed(), map.weight()), map.bias());
    Operand<TInt32> key = keys.next(tf);
    AttentionFunctions.Weights weights =
        functions.weights(
            tf,
            MatrixProducts.batch(tf, plain(projected.query()), transposed(projected.key())),
            keyBias,
            key);
    Operand<TFloat32> attended =
        tf.reshape(
            tf.linalg.transpose(
                MatrixProducts.batch(tf, plain(weights.dropped()), plain(projected.value())),
                tf.constant(new int[] {0, 2, 1, 3})),
            tf.constant(new int[] {-1, d}));
    return new Pass(input, map, projected, weights, key, attended);
  }

  /**
   * Leads the gradient of the sublayer's result back to its normed input, [S*T, d].
   *
   * @param gradient [S*T, d]
   * @param linears takes the gradients of the block's maps
   */
  Operand<TFloat32> backward(
      Ops tf,
      Bert4RecEncoder.Block block,
      Pass pass,
      Operand<TFloat32> gradient,
      LinearGradients linears) {
    Operand<TFloat32> ofAttended =
        linears.through(tf, pass.attended, d, block.attentionOutput(), gradient, d);
    return linears.through(
        tf, pass.input.normed(), d, pass.map, throughAttention(tf, pass, ofAttended), 3 * d);
  }

  /** Leads the gradient of what was attended, [S*T, d], back to the map's output, [S*T, 3d]. */
  private Operand<TFloat32> throughAttention(Ops tf, Pass pass, Operand<TFloat32> gradient) {
    Operand<TFloat32> mixed =
        tf.linalg.transpose(
            tf.reshape(gradient, tf.constant(new int[] {-1, length, heads, d / heads})),
            tf.constant(new int[] {0, 2, 1, 3}));
    Operand<TFloat32> ofSimilarity =
        functions.weightsGradient(
            tf,
            MatrixProducts.batch(tf, plain(mixed), transposed(pass.projected.value())),
            pass.weights.softmax(),
            pass.key);
    return functions.joinHeads(
        tf,
        new QueryKeyValue(
            MatrixProducts.batch(tf, plain(ofSimilarity), plain(pass.projected.key())),
            MatrixProducts.batch(tf, transposed(ofSimilarity), plain(pass.projected.query())),
            MatrixProducts.batch(tf, transposed(pass.weights.dropped()), plain(mixed))));
  }
}
