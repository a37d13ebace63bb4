package io.emkd.tensorflow.graph.encoder;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.graph.compile.CompiledFunctions;
import io.emkd.tensorflow.graph.kernel.Gelu;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * What stands between the matrix products of a transformer block in training, and the derivatives
 * in closed form. R = S*T rows of hidden states; a key is [2] of {@link DropoutMask}.
 */
final class TransformerFunctions {
  private static final float NORM_EPSILON = 1e-6f;

  private final CompiledFunctions functions;
  private final DropoutMask mask;
  private final int d;
  private final int heads;
  private final int length;

  /**
   * @param x [R, d]
   * @param normed [R, d] (x - mean) / (deviation + 1e-6)
   * @param deviation [R, 1] the sample standard deviation
   */
  record Normed(Operand<TFloat32> x, Operand<TFloat32> normed, Operand<TFloat32> deviation) {}

  /**
   * @param softmax [S, H, T, T]
   * @param dropped after dropout
   */
  record Attention(Operand<TFloat32> softmax, Operand<TFloat32> dropped) {}

  /** Two gradients of one function. */
  record Pair(Operand<TFloat32> first, Operand<TFloat32> second) {}

  TransformerFunctions(CompiledFunctions functions, EnsembleConfiguration shape) {
    this.functions = functions;
    this.mask = new DropoutMask(shape.dropout());
    this.d = shape.hiddenSize();
    this.heads = shape.heads();
    this.length = shape.maxLength();
  }

  /** Dropout of the embedding, and its norm: x [R, d]. */
  Normed embed(Ops tf, Operand<TFloat32> x, Operand<TInt32> key) {
    return normed(
        functions.call(
            tf,
            "embed_" + mask.name(),
            DropoutMask.with(key, List.of(x)),
            (f, in) -> norm(f, mask.apply(f, floats(in, 0), ints(in, 1)))));
  }

  /** From the gradients of x and of its norm, that of the embedding. */
  Operand<TFloat32> embedGradient(
      Ops tf, Operand<TFloat32> gx, Operand<TFloat32> gNormed, Normed x, Operand<TInt32> key) {
    return functions
        .call(
            tf,
            "embed_gradient_" + mask.name(),
            DropoutMask.with(key, List.of(gx, gNormed, x.normed, x.deviation)),
            (f, in) -> List.of(mask.apply(f, throughNorm(f, in), ints(in, 4))))
        .get(0);
  }

  /** x + dropout(z + bias), and its norm: x, z [R, d]. */
  Normed residual(
      Ops tf,
      Operand<TFloat32> x,
      Operand<TFloat32> z,
      Operand<TFloat32> bias,
      Operand<TInt32> key) {
    return normed(
        functions.call(
            tf,
            "residual_" + mask.name(),
            DropoutMask.with(key, List.of(x, z, bias)),
            (f, in) -> norm(f, add(f, in, ints(in, 3)))));
  }

  /** From the gradients of {@link #residual}'s result and of its norm, those of x and of z. */
  Pair residualGradient(
      Ops tf, Operand<TFloat32> gx, Operand<TFloat32> gNormed, Normed x, Operand<TInt32> key) {
    return pair(
        functions.call(
            tf,
            "residual_gradient_" + mask.name(),
            DropoutMask.with(key, List.of(gx, gNormed, x.normed, x.deviation)),
            (f, in) -> {
              Operand<TFloat32> g = throughNorm(f, in);
              return List.of(g, mask.apply(f, g, ints(in, 4)));
            }));
  }

  /** A block's end, dropout(x + dropout(z + bias)), and its norm. */
  Normed blockEnd(
      Ops tf,
      Operand<TFloat32> x,
      Operand<TFloat32> z,
      Operand<TFloat32> bias,
      Operand<TInt32> key,
      Operand<TInt32> outerKey) {
    return normed(
        functions.call(
            tf,
            "block_end_" + mask.name(),
            DropoutMask.with(outerKey, DropoutMask.with(key, List.of(x, z, bias))),
            (f, in) -> norm(f, mask.apply(f, add(f, in, ints(in, 3)), ints(in, 4)))));
  }

  /** {@link #blockEnd} of the last block, which nothing normalises: [R, d]. */
  Operand<TFloat32> lastBlockEnd(
      Ops tf,
      Operand<TFloat32> x,
      Operand<TFloat32> z,
      Operand<TFloat32> bias,
      Operand<TInt32> key,
      Operand<TInt32> outerKey) {
    return functions
        .call(
            tf,
            "last_block_end_" + mask.name(),
            DropoutMask.with(outerKey, DropoutMask.with(key, List.of(x, z, bias))),
            (f, in) -> List.of(mask.apply(f, add(f, in, ints(in, 3)), ints(in, 4))))
        .get(0);
  }

  /** From the gradients of {@link #blockEnd}'s result and of its norm, those of x and of z. */
  Pair blockEndGradient(
      Ops tf,
      Operand<TFloat32> gx,
      Operand<TFloat32> gNormed,
      Normed x,
      Operand<TInt32> key,
      Operand<TInt32> outerKey) {
    return pair(
        functions.call(
            tf,
            "block_end_gradient_" + mask.name(),
            DropoutMask.with(
                outerKey, DropoutMask.with(key, List.of(gx, gNormed, x.normed, x.deviation))),
            (f, in) -> {
              Operand<TFloat32> g = mask.apply(f, throughNorm(f, in), ints(in, 5));
              return List.of(g, mask.apply(f, g, ints(in, 4)));
            }));
  }

  Pair lastBlockEndGradient(
      Ops tf, Operand<TFloat32> gx, Operand<TInt32> key, Operand<TInt32> outerKey) {
    return pair(
        functions.call(
            tf,
            "last_block_end_gradient_" + mask.name(),
            DropoutMask.with(outerKey, DropoutMask.with(key, List.of(gx))),
            (f, in) -> {
              Operand<TFloat32> g = mask.apply(f, floats(in, 0), ints(in, 2));
              return List.of(g, mask.apply(f, g, ints(in, 1)));
            }));
  }

  /** dropout(gelu(z + bias)): z [R, 4d]. */
  Operand<TFloat32> feedForward(
      Ops tf, Operand<TFloat32> z, Operand<TFloat32> bias, Operand<TInt32> key) {
    return functions
        .call(
            tf,
            "feed_forward_" + mask.name(),
            DropoutMask.with(key, List.of(z, bias)),
            (f, in) ->
                List.of(
                    mask.apply(
                        f, Gelu.of(f, f.math.add(floats(in, 0), floats(in, 1))), ints(in, 2))))
        .get(0);
  }

  /** gelu(x) = x s, s = sigmoid(v), v = 2u: its slope is s + x s (1-s) v'. */
  Operand<TFloat32> feedForwardGradient(
      Ops tf,
      Operand<TFloat32> gradient,
      Operand<TFloat32> z,
      Operand<TFloat32> bias,
      Operand<TInt32> key) {
    return functions
        .call(
            tf,
            "feed_forward_gradient_" + mask.name(),
            DropoutMask.with(key, List.of(gradient, z, bias)),
            (f, in) -> {
              Operand<TFloat32> x = f.math.add(floats(in, 1), floats(in, 2));
              Operand<TFloat32> s = Gelu.gate(f, x);
              Operand<TFloat32> slope =
                  f.math.add(
                      s,
                      f.math.mul(
                          f.math.mul(x, f.math.mul(s, f.math.sub(f.constant(1f), s))),
                          Gelu.gateSlope(f, x)));
              return List.of(f.math.mul(mask.apply(f, floats(in, 0), ints(in, 3)), slope));
            })
        .get(0);
  }

  /** Bias added, [R, 3d] to query, key and value, each [S, H, T, d/H]. */
  List<Operand<TFloat32>> splitHeads(Ops tf, Operand<TFloat32> z, Operand<TFloat32> bias) {
    return functions.call(
        tf,
        "split_heads",
        List.of(z, bias),
        (f, in) -> {
          Operand<TFloat32> split =
              f.linalg.transpose(
                  f.reshape(
                      f.math.add(floats(in, 0), floats(in, 1)),
                      f.constant(new int[] {-1, length, 3, heads, d / heads})),
                  f.constant(new int[] {2, 0, 3, 1, 4}));
          List<Operand<TFloat32>> parts = new ArrayList<>();
          f.unstack(split, 3L).iterator().forEachRemaining(parts::add);
          return parts;
        });
  }

  /** The reverse: gradients of query, key and value, each [S, H, T, d/H], to [R, 3d]. */
  Operand<TFloat32> joinHeads(Ops tf, List<Operand<?>> gradients) {
    return functions
        .call(
            tf,
            "join_heads",
            gradients,
            (f, in) ->
                List.of(
                    f.reshape(
                        f.linalg.transpose(
                            f.stack(
                                List.of(floats(in, 0), floats(in, 1), floats(in, 2)),
                                Stack.axis(0L)),
                            f.constant(new int[] {1, 3, 0, 2, 4})),
                        f.constant(new int[] {-1, 3 * d}))))
        .get(0);
  }

  /**
   * softmax(similarity / sqrt(d/H) + keyBias), before and after dropout.
   *
   * @param similarity [S, H, T, T]
   * @param keyBias [S, 1, 1, T], -1e9 at padding keys
   */
  Attention attentionWeights(
      Ops tf, Operand<TFloat32> similarity, Operand<TFloat32> keyBias, Operand<TInt32> key) {
    List<Operand<TFloat32>> weights =
        functions.call(
            tf,
            "attention_weights_" + mask.name(),
            DropoutMask.with(key, List.of(similarity, keyBias)),
            (f, in) -> {
              Operand<TFloat32> scaled = f.math.mul(floats(in, 0), f.constant(similarityScale()));
              Operand<TFloat32> softmax = softmax(f, f.math.add(scaled, floats(in, 1)));
              return List.of(softmax, mask.apply(f, softmax, ints(in, 2)));
            });
    return new Attention(weights.get(0), weights.get(1));
  }

  /** The softmax's own derivative, p (g - sum(g p)) / sqrt(d/H): [S, H, T, T]. */
  Operand<TFloat32> attentionWeightsGradient(
      Ops tf, Operand<TFloat32> gradient, Operand<TFloat32> softmax, Operand<TInt32> key) {
    return functions
        .call(
            tf,
            "attention_weights_gradient_" + mask.name(),
            DropoutMask.with(key, List.of(gradient, softmax)),
            (f, in) -> {
              Operand<TFloat32> g = mask.apply(f, floats(in, 0), ints(in, 2));
              Operand<TFloat32> p = floats(in, 1);
              Operand<TFloat32> inner =
                  f.reduceSum(
                      f.math.mul(g, p),
                      f.constant(new int[] {-1}),
                      org.tensorflow.op.core.ReduceSum.keepDims(true));
              return List.of(
                  f.math.mul(f.math.mul(p, f.constant(similarityScale())), f.math.sub(g, inner)));
            })
        .get(0);
  }

  /** Written out: TensorFlow's cost model complains of its softmax where it knows no shape. */
  private static Operand<TFloat32> softmax(Ops f, Operand<TFloat32> x) {
    Operand<TInt32> axis = f.constant(new int[] {-1});
    Operand<TFloat32> exponential =
        f.math.exp(f.math.sub(x, f.max(x, axis, org.tensorflow.op.core.Max.keepDims(true))));
    return f.math.div(
        exponential,
        f.reduceSum(exponential, axis, org.tensorflow.op.core.ReduceSum.keepDims(true)));
  }

  private float similarityScale() {
    return (float) (1 / Math.sqrt((double) d / heads));
  }

  /** x + dropout(z + bias) of a function's first three inputs. */
  private Operand<TFloat32> add(Ops f, List<Operand<?>> in, Operand<TInt32> key) {
    return f.math.add(floats(in, 0), mask.apply(f, f.math.add(floats(in, 1), floats(in, 2)), key));
  }

  private List<Operand<TFloat32>> norm(Ops f, Operand<TFloat32> x) {
    Operand<TInt32> axis = f.constant(new int[] {-1});
    Operand<TFloat32> centred = f.math.sub(x, f.math.mean(x, axis, Mean.keepDims(true)));
    Operand<TFloat32> deviation =
        f.math.sqrt(
            f.math.mul(
                f.math.mean(f.math.square(centred), axis, Mean.keepDims(true)),
                f.constant(d / (d - 1f))));
    return List.of(x, f.math.mul(centred, inverse(f, deviation)), deviation);
  }

  private static Operand<TFloat32> inverse(Ops f, Operand<TFloat32> deviation) {
    return f.math.reciprocal(f.math.add(deviation, f.constant(NORM_EPSILON)));
  }

  /**
   * Inputs: gradient of x, gradient g of n = norm(x), n, deviation s. With r = 1/(s + 1e-6), the
   * result is {@code gx + r (g - mean(g)) - n sum(g n) / (s (d-1))}; where dropout left a row of
   * equal values, n and s are 0 and so is the last term.
   */
  private Operand<TFloat32> throughNorm(Ops f, List<Operand<?>> in) {
    Operand<TInt32> axis = f.constant(new int[] {-1});
    Operand<TFloat32> g = floats(in, 1);
    Operand<TFloat32> n = floats(in, 2);
    Operand<TFloat32> s = floats(in, 3);
    Operand<TFloat32> centred = f.math.sub(g, f.math.mean(g, axis, Mean.keepDims(true)));
    Operand<TFloat32> along =
        f.math.mul(
            f.math.mean(f.math.mul(g, n), axis, Mean.keepDims(true)), f.constant(d / (d - 1f)));
    return f.math.add(
        floats(in, 0),
        f.math.sub(f.math.mul(centred, inverse(f, s)), f.math.mul(n, f.math.divNoNan(along, s))));
  }

  private static Normed normed(List<Operand<TFloat32>> parts) {
    return new Normed(parts.get(0), parts.get(1), parts.get(2));
  }

  private static Pair pair(List<Operand<TFloat32>> parts) {
    return new Pair(parts.get(0), parts.get(1));
  }

  @SuppressWarnings("unchecked")
  private static Operand<TFloat32> floats(List<Operand<?>> inputs, int index) {
    return (Operand<TFloat32>) inputs.get(index);
  }

  @SuppressWarnings("unchecked")
  private static Operand<TInt32> ints(List<Operand<?>> inputs, int index) {
    return (Operand<TInt32>) inputs.get(index);
  }
}
