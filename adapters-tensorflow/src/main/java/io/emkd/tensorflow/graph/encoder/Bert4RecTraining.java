package io.emkd.tensorflow.graph.encoder;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.graph.gradient.Differentiable;
import io.emkd.tensorflow.graph.gradient.Differentiable.Derivative;
import io.emkd.tensorflow.graph.kernel.Kernels;
import io.emkd.tensorflow.graph.kernel.MatrixProducts;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The forward and backward pass of a {@link Bert4RecEncoder} in training: matrix products, with one
 * compiled function between each two. A norm's scale and shift are folded into the linear map that
 * follows it, n (a*W) + (b W + bias), so that their gradients cost nothing at the size of a batch.
 */
final class Bert4RecTraining {
  private final Bert4RecEncoder encoder;
  private final TransformerFunctions functions;
  private final MatrixProducts products;
  private final DropoutMask.Keys keys;
  private final int d;
  private final int heads;
  private final int length;
  private final List<Derivative> derivatives = new ArrayList<>();

  private record Folded(Operand<TFloat32> weight, Operand<TFloat32> bias) {}

  /** What the backward pass of a block needs of its forward pass. */
  private record Pass(
      Bert4RecEncoder.Block block,
      TransformerFunctions.Normed input,
      Folded attentionInput,
      List<Operand<TFloat32>> queryKeyValue,
      TransformerFunctions.Attention attention,
      Operand<TInt32> attentionKey,
      Operand<TFloat32> attended,
      TransformerFunctions.Normed middle,
      Operand<TInt32> middleKey,
      Folded inner,
      Operand<TFloat32> innerProduct,
      Operand<TFloat32> activated,
      Operand<TInt32> innerKey,
      Operand<TInt32> endKey,
      Operand<TInt32> outerKey) {}

  Bert4RecTraining(
      Bert4RecEncoder encoder,
      EnsembleConfiguration shape,
      TransformerFunctions functions,
      MatrixProducts products,
      DropoutMask.Keys keys) {
    this.encoder = encoder;
    this.functions = functions;
    this.products = products;
    this.keys = keys;
    this.d = shape.hiddenSize();
    this.heads = shape.heads();
    this.length = shape.maxLength();
  }

  /** Hidden states [S*T, d] of sequences [S, T]. */
  Differentiable encode(Ops tf, Operand<TInt32> sequences) {
    Operand<TFloat32> keyBias = encoder.keyBias(tf, sequences);
    Operand<TFloat32> embedding = encoder.embedding(tf, sequences);
    Operand<TInt32> embeddingKey = keys.next(tf);
    TransformerFunctions.Normed x =
        functions.embed(tf, tf.reshape(embedding, tf.constant(new int[] {-1, d})), embeddingKey);
    List<Pass> passes = new ArrayList<>();
    Operand<TFloat32> hidden = null;
    for (int l = 0; l < encoder.blocks().size(); l++) {
      Pass pass = forward(tf, encoder.blocks().get(l), x, keyBias);
      passes.add(pass);
      Operand<TFloat32> end = products.of(tf, pass.activated, pass.block.outer().weight());
      if (l == encoder.blocks().size() - 1) {
        hidden =
            functions.lastBlockEnd(
                tf, pass.middle.x(), end, pass.block.outer().bias(), pass.endKey, pass.outerKey);
      } else {
        x =
            functions.blockEnd(
                tf, pass.middle.x(), end, pass.block.outer().bias(), pass.endKey, pass.outerKey);
      }
    }
    return new Differentiable(
        hidden, gradient -> backward(tf, passes, embedding, embeddingKey, gradient));
  }

  private Pass forward(
      Ops tf,
      Bert4RecEncoder.Block block,
      TransformerFunctions.Normed x,
      Operand<TFloat32> keyBias) {
    Folded attentionInput = fold(tf, block.inputNorm(), block.attentionInput());
    List<Operand<TFloat32>> queryKeyValue =
        functions.splitHeads(
            tf, products.of(tf, x.normed(), attentionInput.weight), attentionInput.bias);
    Operand<TInt32> attentionKey = keys.next(tf);
    TransformerFunctions.Attention attention =
        functions.attentionWeights(
            tf,
            MatrixProducts.batch(tf, queryKeyValue.get(0), false, queryKeyValue.get(1), true),
            keyBias,
            attentionKey);
    Operand<TFloat32> attended =
        tf.reshape(
            tf.linalg.transpose(
                MatrixProducts.batch(tf, attention.dropped(), false, queryKeyValue.get(2), false),
                tf.constant(new int[] {0, 2, 1, 3})),
            tf.constant(new int[] {-1, d}));
    Operand<TInt32> middleKey = keys.next(tf);
    TransformerFunctions.Normed middle =
        functions.residual(
            tf,
            x.x(),
            products.of(tf, attended, block.attentionOutput().weight()),
            block.attentionOutput().bias(),
            middleKey);
    Folded inner = fold(tf, block.outputNorm(), block.inner());
    Operand<TFloat32> innerProduct = products.of(tf, middle.normed(), inner.weight);
    Operand<TInt32> innerKey = keys.next(tf);
    Operand<TFloat32> activated = functions.feedForward(tf, innerProduct, inner.bias, innerKey);
    return new Pass(
        block,
        x,
        attentionInput,
        queryKeyValue,
        attention,
        attentionKey,
        attended,
        middle,
        middleKey,
        inner,
        innerProduct,
        activated,
        innerKey,
        keys.next(tf),
        keys.next(tf));
  }

  private static Folded fold(Ops tf, Bert4RecEncoder.Norm norm, Kernels.Linear linear) {
    Operand<TFloat32> shift =
        tf.linalg.matMul(tf.expandDims(norm.shift(), tf.constant(0)), linear.weight());
    return new Folded(
        tf.math.mul(linear.weight(), tf.expandDims(norm.scale(), tf.constant(1))),
        tf.math.add(tf.reshape(shift, tf.constant(new int[] {-1})), linear.bias()));
  }

  private List<Derivative> backward(
      Ops tf,
      List<Pass> passes,
      Operand<TFloat32> embedding,
      Operand<TInt32> embeddingKey,
      Operand<TFloat32> gradient) {
    Operand<TFloat32> gx = gradient;
    Operand<TFloat32> gNormed = null;
    for (int l = passes.size() - 1; l >= 0; l--) {
      Pass pass = passes.get(l);
      TransformerFunctions.Pair end =
          l == passes.size() - 1
              ? functions.lastBlockEndGradient(tf, gx, pass.endKey, pass.outerKey)
              : functions.blockEndGradient(
                  tf, gx, gNormed, passes.get(l + 1).input, pass.endKey, pass.outerKey);
      Operand<TFloat32> gActivated =
          linear(
              tf,
              pass.activated,
              4 * d,
              d,
              pass.block.outer().weight(),
              pass.block.outer().bias(),
              end.second());
      Operand<TFloat32> gInner =
          functions.feedForwardGradient(
              tf, gActivated, pass.innerProduct, pass.inner.bias, pass.innerKey);
      Operand<TFloat32> gMiddle =
          linear(tf, pass.middle.normed(), d, 4 * d, pass.inner.weight, pass.inner.bias, gInner);
      TransformerFunctions.Pair residual =
          functions.residualGradient(tf, end.first(), gMiddle, pass.middle, pass.middleKey);
      Operand<TFloat32> gAttended =
          linear(
              tf,
              pass.attended,
              d,
              d,
              pass.block.attentionOutput().weight(),
              pass.block.attentionOutput().bias(),
              residual.second());
      gx = residual.first();
      gNormed =
          linear(
              tf,
              pass.input.normed(),
              d,
              3 * d,
              pass.attentionInput.weight,
              pass.attentionInput.bias,
              attentionGradient(tf, pass, gAttended));
    }
    derivatives.add(
        new Derivative(
            embedding,
            tf.reshape(
                functions.embedGradient(tf, gx, gNormed, passes.get(0).input, embeddingKey),
                tf.constant(new int[] {-1, length, d}))));
    return derivatives;
  }

  /** [S*T, d] to [S*T, 3d]. */
  private Operand<TFloat32> attentionGradient(Ops tf, Pass pass, Operand<TFloat32> gradient) {
    Operand<TFloat32> mixed =
        tf.linalg.transpose(
            tf.reshape(gradient, tf.constant(new int[] {-1, length, heads, d / heads})),
            tf.constant(new int[] {0, 2, 1, 3}));
    List<Operand<TFloat32>> parts = pass.queryKeyValue;
    Operand<TFloat32> gSimilarity =
        functions.attentionWeightsGradient(
            tf,
            MatrixProducts.batch(tf, mixed, false, parts.get(2), true),
            pass.attention.softmax(),
            pass.attentionKey);
    return functions.joinHeads(
        tf,
        List.of(
            MatrixProducts.batch(tf, gSimilarity, false, parts.get(1), false),
            MatrixProducts.batch(tf, gSimilarity, true, parts.get(0), false),
            MatrixProducts.batch(tf, pass.attention.dropped(), true, mixed, false)));
  }

  /** Of x W + b, W [in, out]: keeps the gradients of W and b, gives that of x. */
  private Operand<TFloat32> linear(
      Ops tf,
      Operand<TFloat32> x,
      int in,
      int out,
      Operand<TFloat32> weight,
      Operand<TFloat32> bias,
      Operand<TFloat32> gradient) {
    derivatives.add(new Derivative(weight, products.weightGradient(tf, x, in, gradient, out)));
    derivatives.add(new Derivative(bias, tf.nn.biasAddGrad(gradient)));
    return products.of(tf, gradient, weight, MatMul.transposeB(true));
  }
}
