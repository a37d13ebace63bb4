package io.emkd.tensorflow.graph.encoder.bert4rec;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.graph.compile.Compilation;
import io.emkd.tensorflow.graph.encoder.dropout.DropoutKeys;
import io.emkd.tensorflow.graph.encoder.dropout.DropoutMask;
import io.emkd.tensorflow.graph.gradient.Derivative;
import io.emkd.tensorflow.graph.gradient.Differentiable;
import io.emkd.tensorflow.graph.kernel.MatrixProducts;
import io.emkd.tensorflow.graph.kernel.TrainingOps;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The forward and backward pass of a {@link Bert4RecEncoder} in training: matrix products, with one
 * compiled function between each two. A norm's scale and shift are folded into the linear map that
 * follows it, so that their gradients cost nothing at the size of a batch.
 */
final class Bert4RecTraining {
  private final Bert4RecEncoder encoder;
  private final Ops tf;
  private final MatrixProducts products;
  private final DropoutKeys keys;
  private final ResidualFunctions residuals;
  private final AttentionTraining attention;
  private final FeedForwardTraining feedForward;
  private final Compilation compilation;
  private final int d;
  private final int length;

  /** What the backward pass of a block needs of its forward pass. */
  private record Pass(
      Bert4RecEncoder.Block block,
      AttentionTraining.Pass attention,
      Operand<TInt32> middleKey,
      FeedForwardTraining.Pass feedForward,
      ResidualFunctions.EndKeys endKeys) {}

  /**
   * The embedding, before and after dropout.
   *
   * @param sequences [S, T]
   * @param value [S, T, d]
   */
  private record Embedding(
      Operand<TInt32> sequences,
      Operand<TFloat32> value,
      Operand<TInt32> key,
      NormedRows dropped) {}

  Bert4RecTraining(
      Bert4RecEncoder encoder, EnsembleConfiguration shape, TrainingOps ops, DropoutKeys keys) {
    this.encoder = encoder;
    this.tf = ops.tf();
    this.products = ops.products();
    this.keys = keys;
    this.compilation = ops.compilation();
    this.d = shape.hiddenSize();
    this.length = shape.maxLength();
    DropoutMask mask = DropoutMask.of(shape.dropout(), ops.compilation());
    this.residuals = new ResidualFunctions(ops.functions(), mask, new LayerNorm(d));
    this.attention =
        new AttentionTraining(
            shape, new AttentionFunctions(ops.functions(), mask, shape), products, keys);
    this.feedForward =
        new FeedForwardTraining(d, new FeedForwardFunctions(ops.functions(), mask), products, keys);
  }

  /** Returns the hidden states [S*T, d] of sequences [S, T]. */
  Differentiable encode(Operand<TInt32> sequences) {
    Operand<TFloat32> keyBias = encoder.keyBias(tf, sequences);
    Embedding embedding = embed(sequences);
    NormedRows x = embedding.dropped;
    List<Pass> passes = new ArrayList<>();
    int last = encoder.blocks().size() - 1;
    for (int l = 0; l < last; l++) {
      Pass pass = forward(encoder.blocks().get(l), x, keyBias);
      passes.add(pass);
      x = residuals.blockEnd(tf, middle(pass), outer(pass), outerBias(pass), pass.endKeys);
    }
    Pass pass = forward(encoder.blocks().get(last), x, keyBias);
    passes.add(pass);
    Operand<TFloat32> hidden =
        residuals.lastBlockEnd(tf, middle(pass), outer(pass), outerBias(pass), pass.endKeys);
    return new Differentiable(hidden, gradient -> backward(passes, embedding, gradient));
  }

  private Embedding embed(Operand<TInt32> sequences) {
    Operand<TFloat32> value = encoder.embedding(tf, sequences);
    Operand<TInt32> key = keys.next(tf);
    Operand<TFloat32> rows = tf.reshape(value, tf.constant(new int[] {-1, d}));
    return new Embedding(sequences, value, key, residuals.embed(tf, rows, key));
  }

  private Pass forward(Bert4RecEncoder.Block block, NormedRows x, Operand<TFloat32> keyBias) {
    AttentionTraining.Pass attended = attention.forward(tf, block, x, keyBias);
    Operand<TInt32> middleKey = keys.next(tf);
    NormedRows middle =
        residuals.residual(
            tf,
            x.x(),
            products.of(tf, attended.attended(), block.attentionOutput().weight()),
            block.attentionOutput().bias(),
            middleKey);
    FeedForwardTraining.Pass fed = feedForward.forward(tf, block, middle);
    return new Pass(
        block,
        attended,
        middleKey,
        fed,
        new ResidualFunctions.EndKeys(keys.next(tf), keys.next(tf)));
  }

  /** The residual stream between a block's two sublayers: [S*T, d]. */
  private static Operand<TFloat32> middle(Pass pass) {
    return pass.feedForward.input().x();
  }

  private Operand<TFloat32> outer(Pass pass) {
    return products.of(tf, pass.feedForward.activated(), pass.block.outer().weight());
  }

  private static Operand<TFloat32> outerBias(Pass pass) {
    return pass.block.outer().bias();
  }

  /**
   * @param gradient of the hidden states, [S*T, d]
   */
  private List<Derivative> backward(
      List<Pass> passes, Embedding embedding, Operand<TFloat32> gradient) {
    LinearGradients linears = new LinearGradients(products);
    int last = passes.size() - 1;
    ResidualFunctions.Gradients ofEnd =
        residuals.lastBlockEndGradient(tf, gradient, passes.get(last).endKeys);
    for (int l = last; ; l--) {
      Pass pass = passes.get(l);
      Operand<TFloat32> ofMiddle =
          feedForward.backward(tf, pass.block, pass.feedForward, ofEnd.branch(), linears);
      ResidualFunctions.Gradients ofSum =
          residuals.residualGradient(
              tf, ofEnd.stream(), ofMiddle, pass.feedForward.input(), pass.middleKey);
      Operand<TFloat32> ofNormed =
          attention.backward(tf, pass.block, pass.attention, ofSum.branch(), linears);
      NormedRows input = pass.attention.input();
      if (l == 0) {
        Operand<TFloat32> ofEmbedding =
            residuals.embedGradient(tf, ofSum.stream(), ofNormed, input, embedding.key);
        List<Derivative> derivatives = new ArrayList<>(linears.derivatives());
        derivatives.addAll(
            compilation == Compilation.PROGRAM
                ? encoder.tableGradients(tf, embedding.sequences, ofEmbedding)
                : List.of(
                    new Derivative(
                        embedding.value,
                        tf.reshape(ofEmbedding, tf.constant(new int[] {-1, length, d})))));
        return derivatives;
      }
      ofEnd =
          residuals.blockEndGradient(
              tf, ofSum.stream(), ofNormed, input, passes.get(l - 1).endKeys);
    }
  }
}
