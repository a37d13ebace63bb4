package io.emkd.tensorflow.graph.encoder.bert4rec;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.graph.encoder.NetworkEncoder;
import io.emkd.tensorflow.graph.encoder.ScoredPositions;
import io.emkd.tensorflow.graph.encoder.dropout.Dropout;
import io.emkd.tensorflow.graph.encoder.dropout.DropoutKeys;
import io.emkd.tensorflow.graph.encoder.layer.AttentionHeads;
import io.emkd.tensorflow.graph.gradient.Derivative;
import io.emkd.tensorflow.graph.gradient.Differentiable;
import io.emkd.tensorflow.graph.gradient.ReproducibleSums;
import io.emkd.tensorflow.graph.kernel.Kernels;
import io.emkd.tensorflow.graph.kernel.Kernels.Linear;
import io.emkd.tensorflow.graph.kernel.TrainingOps;
import io.emkd.tensorflow.graph.variable.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * "One network" of docs/specification.md: embedding, then pre-norm transformer blocks, no final
 * norm.
 */
public final class Bert4RecEncoder implements NetworkEncoder {
  private static final float MASKED_KEY = -1e9f;

  private final EnsembleConfiguration shape;
  private final int itemCount;
  private final AttentionHeads heads;
  private final Kernels kernels;
  private final Operand<TFloat32> token;
  private final Operand<TFloat32> position;
  private final List<Block> blocks = new ArrayList<>();

  /**
   * What follows a normalisation.
   *
   * @param scale [d]
   * @param shift [d]
   */
  record Norm(Operand<TFloat32> scale, Operand<TFloat32> shift) {
    /** Returns a linear map W, c after the norm n a + b as one map of n: n (a*W) + (b W + c). */
    Linear foldedInto(Ops tf, Linear linear) {
      Operand<TFloat32> shifted =
          tf.linalg.matMul(tf.expandDims(shift, tf.constant(0)), linear.weight());
      return new Linear(
          tf.math.mul(linear.weight(), tf.expandDims(scale, tf.constant(1))),
          tf.math.add(tf.reshape(shifted, tf.constant(new int[] {-1})), linear.bias()));
    }
  }

  /**
   * The parameters of a transformer block.
   *
   * @param attentionInput query, key and value in one map: weight [d, 3d]
   */
  record Block(
      Norm inputNorm,
      Linear attentionInput,
      Linear attentionOutput,
      Norm outputNorm,
      Linear inner,
      Linear outer) {}

  public Bert4RecEncoder(
      Parameters parameters,
      String prefix,
      EnsembleConfiguration shape,
      int itemCount,
      Kernels kernels) {
    this.shape = shape;
    this.itemCount = itemCount;
    this.heads = AttentionHeads.of(shape);
    this.kernels = kernels;
    int d = shape.hiddenSize();
    token = parameters.normal(prefix + "token", true, tokens(), d);
    position = parameters.normal(prefix + "position", false, shape.maxLength(), d);
    for (int l = 0; l < shape.blocks(); l++) {
      String block = prefix + "block." + l + ".";
      blocks.add(
          new Block(
              norm(parameters, block + "input_norm", d),
              linear(parameters, block + "attention_input", d, 3 * d),
              linear(parameters, block + "attention_output", d, d),
              norm(parameters, block + "output_norm", d),
              linear(parameters, block + "feed_forward_inner", d, 4 * d),
              linear(parameters, block + "feed_forward_outer", 4 * d, d)));
    }
  }

  private static Linear linear(Parameters parameters, String name, int in, int out) {
    return new Linear(
        parameters.uniform(name + ".weight", in, in, out),
        parameters.uniform(name + ".bias", in, out));
  }

  private static Norm norm(Parameters parameters, String name, int size) {
    return new Norm(
        parameters.constant(name + ".scale", 1, size),
        parameters.constant(name + ".shift", 0, size));
  }

  @Override
  public Operand<TFloat32> encode(Ops tf, Operand<TInt32> sequences) {
    Operand<TFloat32> keyBias = keyBias(tf, sequences);
    Operand<TFloat32> x = embed(tf, sequences);
    for (Block block : blocks) {
      Operand<TFloat32> normed = normalize(tf, block.inputNorm, x);
      Operand<TFloat32> attended = attendToAll(tf, block.attentionInput.apply(tf, normed), keyBias);
      x = finishBlock(tf, block, x, attended);
    }
    return x;
  }

  @Override
  public Differentiable encodeForTraining(
      TrainingOps ops, Operand<TInt32> sequences, DropoutKeys keys) {
    return new Bert4RecTraining(this, shape, ops, keys).encode(sequences);
  }

  /** Returns how many rows the table of tokens has: padding, the items, the mask. */
  private int tokens() {
    return itemCount + 2;
  }

  List<Block> blocks() {
    return blocks;
  }

  @Override
  public Operand<TFloat32> encodeLast(Ops tf, ScoredPositions at) {
    Operand<TFloat32> keyBias = keyBias(tf, at.sequences());
    Operand<TInt32> rowAxis = tf.constant(0);
    Operand<TFloat32> x =
        tf.math.add(
            tf.gather(token, at.tokens(), rowAxis), tf.gather(position, at.positions(), rowAxis));
    for (int l = 0; l < blocks.size(); l++) {
      Block block = blocks.get(l);
      Operand<TFloat32> normed = normalize(tf, block.inputNorm, x);
      if (l < blocks.size() - 1) {
        Operand<TFloat32> input = at.unpack(tf, block.attentionInput.apply(tf, normed));
        x = finishBlock(tf, block, x, at.pack(tf, attendToAll(tf, input, keyBias)));
      } else {
        x = lastBlock(tf, block, at, x, normed, keyBias);
      }
    }
    return x;
  }

  /** The last block's keys and values at every position, all else at the last position only. */
  private Operand<TFloat32> lastBlock(
      Ops tf,
      Block block,
      ScoredPositions at,
      Operand<TFloat32> x,
      Operand<TFloat32> normed,
      Operand<TFloat32> keyBias) {
    int d = shape.hiddenSize();
    Linear query = block.attentionInput.columns(tf, d, 0, d);
    Linear keyAndValue = block.attentionInput.columns(tf, d, d, 2 * d);
    List<Operand<TFloat32>> pieces =
        heads.split(tf, at.unpack(tf, keyAndValue.apply(tf, normed)), shape.maxLength(), 2);
    List<Operand<TFloat32>> lastQuery = heads.split(tf, query.apply(tf, at.last(tf, normed)), 1, 1);
    Operand<TFloat32> attended =
        heads.attend(tf, lastQuery, 1, pieces, ofEachQuery(tf, keyBias), Dropout.NONE);
    return finishBlock(tf, block, at.last(tf, x), attended);
  }

  private Operand<TFloat32> embed(Ops tf, Operand<TInt32> sequences) {
    return tf.reshape(embedding(tf, sequences), tf.constant(new int[] {-1, shape.hiddenSize()}));
  }

  /** Returns token plus position: [S, T, d]. */
  Operand<TFloat32> embedding(Ops tf, Operand<TInt32> sequences) {
    return tf.math.add(tf.gather(token, sequences, tf.constant(0)), position);
  }

  /**
   * Returns the gradients of both tables, in sums that do not depend on the order of addition.
   *
   * @param sequences [S, T]
   * @param gradient by the embedding, [S*T, d]
   */
  List<Derivative> tableGradients(Ops tf, Operand<TInt32> sequences, Operand<TFloat32> gradient) {
    Operand<TInt32> tokens = tf.reshape(sequences, tf.constant(new int[] {-1}));
    // Padding never learns, and a third of all positions would be added to its row.
    Operand<TInt32> learning =
        tf.select(
            tf.math.equal(tokens, tf.constant(0)),
            tf.fill(tf.shape(tokens), tf.constant(-1)),
            tokens);
    Operand<TFloat32> bySequence =
        tf.reshape(gradient, tf.constant(new int[] {-1, shape.maxLength(), shape.hiddenSize()}));
    return List.of(
        new Derivative(token, ReproducibleSums.byIndex(tf, gradient, learning, tokens())),
        new Derivative(position, tf.reduceSum(bySequence, tf.constant(0))));
  }

  /** Returns -1e9 at padding keys, 0 elsewhere: [S, 1, 1, T]. */
  Operand<TFloat32> keyBias(Ops tf, Operand<TInt32> sequences) {
    Operand<TFloat32> padding =
        tf.dtypes.cast(tf.math.equal(sequences, tf.constant(0)), TFloat32.class);
    return tf.reshape(
        tf.math.mul(padding, tf.constant(MASKED_KEY)),
        tf.constant(new int[] {-1, 1, 1, shape.maxLength()}));
  }

  /** Every position to every other: queries, keys and values [S*T, 3d] to [S*T, d]. */
  private Operand<TFloat32> attendToAll(
      Ops tf, Operand<TFloat32> input, Operand<TFloat32> keyBias) {
    return heads.attendToAll(tf, input, ofEachQuery(tf, keyBias), Dropout.NONE);
  }

  /** Returns the bias of keys, [S, 1, 1, T], without an axis of heads: [S, 1, T]. */
  private Operand<TFloat32> ofEachQuery(Ops tf, Operand<TFloat32> keyBias) {
    return tf.reshape(keyBias, tf.constant(new int[] {-1, 1, shape.maxLength()}));
  }

  private Operand<TFloat32> finishBlock(
      Ops tf, Block block, Operand<TFloat32> x, Operand<TFloat32> attended) {
    Operand<TFloat32> afterAttention = kernels.linearPlus(tf, attended, block.attentionOutput, x);
    Operand<TFloat32> inner =
        kernels.linearGelu(tf, normalize(tf, block.outputNorm, afterAttention), block.inner);
    return kernels.linearPlus(tf, inner, block.outer, afterAttention);
  }

  /** Returns a * (x - mean) / (std + 1e-6) + b with the sample standard deviation. */
  private Operand<TFloat32> normalize(Ops tf, Norm norm, Operand<TFloat32> x) {
    Operand<TFloat32> normed = new LayerNorm(shape.hiddenSize()).of(tf, x).normed();
    return tf.math.add(tf.math.mul(normed, norm.scale), norm.shift);
  }
}
