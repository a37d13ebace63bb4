package io.emkd.tensorflow.graph.encoder.bert4rec;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.graph.compile.Functions;
import io.emkd.tensorflow.graph.encoder.dropout.DropoutMask;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Max;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * What stands between the matrix products of an attention sublayer in training, each one pass over
 * memory, and the derivatives in closed form. R = S*T rows of hidden states; a key is [2] of {@link
 * DropoutMask}.
 */
final class AttentionFunctions {
  private final Functions functions;
  private final DropoutMask mask;
  private final int d;
  private final int heads;
  private final int length;

  /** Queries, keys and values by head, each [S, H, T, d/H]. */
  record QueryKeyValue(Operand<TFloat32> query, Operand<TFloat32> key, Operand<TFloat32> value) {}

  /**
   * How much each position attends to each.
   *
   * @param softmax [S, H, T, T]
   * @param dropped after dropout
   */
  record Weights(Operand<TFloat32> softmax, Operand<TFloat32> dropped) {}

  AttentionFunctions(Functions functions, DropoutMask mask, EnsembleConfiguration shape) {
    this.functions = functions;
    this.mask = mask;
    this.d = shape.hiddenSize();
    this.heads = shape.heads();
    this.length = shape.maxLength();
  }

  /** Adds the bias and splits [R, 3d] into queries, keys and values by head. */
  QueryKeyValue splitHeads(Ops tf, Operand<TFloat32> z, Operand<TFloat32> bias) {
    List<Operand<TFloat32>> split =
        functions.call(
            tf,
            "split_heads",
            List.of(z, bias),
            (f, in) -> {
              Operand<TFloat32> byMap =
                  f.linalg.transpose(
                      f.reshape(
                          f.math.add(in.floats(0), in.floats(1)),
                          f.constant(new int[] {-1, length, 3, heads, d / heads})),
                      f.constant(new int[] {2, 0, 3, 1, 4}));
              List<Operand<TFloat32>> maps = new ArrayList<>();
              f.unstack(byMap, 3L).iterator().forEachRemaining(maps::add);
              return maps;
            });
    return new QueryKeyValue(split.get(0), split.get(1), split.get(2));
  }

  /** Joins the gradients of queries, keys and values to that of what was split, [R, 3d]. */
  Operand<TFloat32> joinHeads(Ops tf, QueryKeyValue gradients) {
    return functions
        .call(
            tf,
            "join_heads",
            List.of(gradients.query, gradients.key, gradients.value),
            (f, in) ->
                List.of(
                    f.reshape(
                        f.linalg.transpose(
                            f.stack(
                                List.of(in.floats(0), in.floats(1), in.floats(2)), Stack.axis(0L)),
                            f.constant(new int[] {1, 3, 0, 2, 4})),
                        f.constant(new int[] {-1, 3 * d}))))
        .get(0);
  }

  /**
   * Returns softmax(similarity / sqrt(d/H) + keyBias), before and after dropout.
   *
   * @param similarity [S, H, T, T]
   * @param keyBias [S, 1, 1, T], -1e9 at padding keys
   */
  Weights weights(
      Ops tf, Operand<TFloat32> similarity, Operand<TFloat32> keyBias, Operand<TInt32> key) {
    List<Operand<TFloat32>> weights =
        functions.call(
            tf,
            "attention_weights_" + mask.name(),
            DropoutMask.with(key, List.of(similarity, keyBias)),
            (f, in) -> {
              Operand<TFloat32> scaled = f.math.mul(in.floats(0), f.constant(similarityScale()));
              Operand<TFloat32> softmax = softmax(f, f.math.add(scaled, in.floats(1)));
              return List.of(softmax, mask.apply(f, softmax, in.ints(2)));
            });
    return new Weights(weights.get(0), weights.get(1));
  }

  /**
   * Leads the gradient of the weights after dropout back to the similarity, [S, H, T, T], by the
   * softmax's own derivative, p (g - sum(g p)) / sqrt(d/H).
   */
  Operand<TFloat32> weightsGradient(
      Ops tf, Operand<TFloat32> gradient, Operand<TFloat32> softmax, Operand<TInt32> key) {
    return functions
        .call(
            tf,
            "attention_weights_gradient_" + mask.name(),
            DropoutMask.with(key, List.of(gradient, softmax)),
            (f, in) -> {
              Operand<TFloat32> g = mask.apply(f, in.floats(0), in.ints(2));
              Operand<TFloat32> p = in.floats(1);
              Operand<TFloat32> inner =
                  f.reduceSum(
                      f.math.mul(g, p), f.constant(new int[] {-1}), ReduceSum.keepDims(true));
              return List.of(
                  f.math.mul(f.math.mul(p, f.constant(similarityScale())), f.math.sub(g, inner)));
            })
        .get(0);
  }

  /** Written out: TensorFlow's cost model complains of its softmax where it knows no shape. */
  private static Operand<TFloat32> softmax(Ops f, Operand<TFloat32> x) {
    Operand<TInt32> axis = f.constant(new int[] {-1});
    Operand<TFloat32> exponential = f.math.exp(f.math.sub(x, f.max(x, axis, Max.keepDims(true))));
    return f.math.div(exponential, f.reduceSum(exponential, axis, ReduceSum.keepDims(true)));
  }

  private float similarityScale() {
    return (float) (1 / Math.sqrt((double) d / heads));
  }
}
