package io.emkd.tensorflow.graph.encoder.bert4rec;

import io.emkd.tensorflow.graph.encoder.dropout.DropoutKeys;
import io.emkd.tensorflow.graph.kernel.Kernels.Linear;
import io.emkd.tensorflow.graph.kernel.MatrixProducts;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The forward and backward pass of a block's feed-forward sublayer, without the residual sum after
 * it.
 */
final class FeedForwardTraining {
  private final FeedForwardFunctions functions;
  private final MatrixProducts products;
  private final DropoutKeys keys;
  private final int d;

  /**
   * What the backward pass needs of the forward pass.
   *
   * @param input [S*T, d]
   * @param map the inner one, with the input's norm folded in: weight [d, 4d]
   * @param product of the normed input and the map's weight, [S*T, 4d]
   * @param key of the activation's dropout
   * @param activated [S*T, 4d]
   */
  record Pass(
      NormedRows input,
      Linear map,
      Operand<TFloat32> product,
      Operand<TInt32> key,
      Operand<TFloat32> activated) {}

  FeedForwardTraining(
      int d, FeedForwardFunctions functions, MatrixProducts products, DropoutKeys keys) {
    this.d = d;
    this.functions = functions;
    this.products = products;
    this.keys = keys;
  }

  Pass forward(Ops tf, Bert4RecEncoder.Block block, NormedRows input) {
    Linear map = block.outputNorm().foldedInto(tf, block.inner());
    Operand<TFloat32> product = products.of(tf, input.normed(), map.weight());
    Operand<TInt32> key = keys.next(tf);
    return new Pass(input, map, product, key, functions.activate(tf, product, map.bias(), key));
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
    Operand<TFloat32> ofActivated =
        linears.through(tf, pass.activated, 4 * d, block.outer(), gradient, d);
    Operand<TFloat32> ofProduct =
        functions.gradient(tf, ofActivated, pass.product, pass.map.bias(), pass.key);
    return linears.through(tf, pass.input.normed(), d, pass.map, ofProduct, 4 * d);
  }
}
