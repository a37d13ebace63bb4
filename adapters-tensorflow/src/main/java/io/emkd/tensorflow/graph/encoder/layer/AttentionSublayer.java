package io.emkd.tensorflow.graph.encoder.layer;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.graph.encoder.ScoredPositions;
import io.emkd.tensorflow.graph.encoder.dropout.Dropout;
import io.emkd.tensorflow.graph.kernel.AxisPartition;
import io.emkd.tensorflow.graph.kernel.Kernels.Linear;
import io.emkd.tensorflow.graph.variable.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * norm(x + dropout(W attention(x) + b)), with dropout of the attention weights too and scale
 * 1/sqrt(d/H).
 */
public final class AttentionSublayer {
  private final int size;
  private final int length;
  private final int heads;

  /** Query, key and value in one map: weight [d, 3d]. */
  private final Linear input;

  private final Linear output;
  private final RowNorm norm;

  public AttentionSublayer(Parameters parameters, String block, EnsembleConfiguration shape) {
    size = shape.hiddenSize();
    length = shape.maxLength();
    heads = shape.heads();
    input = SmallLinear.declared(parameters, block + "attention_input", size, 3 * size);
    output = SmallLinear.declared(parameters, block + "attention_output", size, size);
    norm = RowNorm.declared(parameters, block + "attention_norm", size);
  }

  /**
   * Returns the sublayer's result at all positions, [S*T, d].
   *
   * @param x [S*T, d]
   * @param mask added to how similar query and key are, [S, T, T]
   */
  public Operand<TFloat32> of(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> mask, Dropout dropout) {
    List<Operand<TFloat32>> pieces = byHead(tf, input.apply(tf, x), length, 3);
    return sum(
        tf,
        x,
        attended(
            tf,
            pieces.subList(0, heads),
            pieces.subList(heads, 2 * heads),
            pieces.subList(2 * heads, 3 * heads),
            mask,
            dropout),
        dropout);
  }

  /**
   * Returns the same without dropout at P scored positions, [P, d].
   *
   * @param x [P, d]
   * @param mask [S, T, T]
   */
  public Operand<TFloat32> ofScored(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> mask, ScoredPositions at) {
    List<Operand<TFloat32>> pieces = byHead(tf, at.unpack(tf, input.apply(tf, x)), length, 3);
    Operand<TFloat32> attended =
        attended(
            tf,
            pieces.subList(0, heads),
            pieces.subList(heads, 2 * heads),
            pieces.subList(2 * heads, 3 * heads),
            mask,
            Dropout.NONE);
    return sum(tf, x, at.pack(tf, attended), Dropout.NONE);
  }

  /**
   * Returns the same without dropout at each sequence's last position, [S, d].
   *
   * @param x of P scored positions, [P, d]
   * @param mask of the last position, [S, 1, T]
   */
  public Operand<TFloat32> ofLast(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> mask, ScoredPositions at) {
    Operand<TFloat32> last = at.last(tf, x);
    List<Operand<TFloat32>> query = byHead(tf, columns(tf, 0, 1).apply(tf, last), 1, 1);
    List<Operand<TFloat32>> pieces =
        byHead(tf, at.unpack(tf, columns(tf, 1, 2).apply(tf, x)), length, 2);
    Operand<TFloat32> attended =
        attended(
            tf,
            query,
            pieces.subList(0, heads),
            pieces.subList(heads, 2 * heads),
            mask,
            Dropout.NONE);
    return sum(tf, last, attended, Dropout.NONE);
  }

  private Operand<TFloat32> sum(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> attended, Dropout dropout) {
    return norm.of(tf, tf.math.add(dropout.of(tf, output.apply(tf, attended)), x));
  }

  /** Returns the part of the map that makes some of query, key and value. */
  private Linear columns(Ops tf, int first, int maps) {
    return new Linear(
        tf.slice(
            input.weight(),
            tf.constant(new int[] {0, first * size}),
            tf.constant(new int[] {size, maps * size})),
        tf.slice(
            input.bias(),
            tf.constant(new int[] {first * size}),
            tf.constant(new int[] {maps * size})));
  }

  /** Returns parts*H of [S, Q, d/H], part by part, of x [S*Q, parts*d]. */
  private List<Operand<TFloat32>> byHead(Ops tf, Operand<TFloat32> x, int positions, int parts) {
    Operand<TInt32> bySequence = tf.constant(new int[] {-1, positions, parts * size});
    return AxisPartition.split(tf, tf.reshape(x, bySequence), 2, parts * heads);
  }

  /** Returns [S*Q, d] of queries [S, Q, d/H], keys and values [S, T, d/H] of each head. */
  private Operand<TFloat32> attended(
      Ops tf,
      List<Operand<TFloat32>> query,
      List<Operand<TFloat32>> key,
      List<Operand<TFloat32>> value,
      Operand<TFloat32> mask,
      Dropout dropout) {
    Operand<TFloat32> scale = tf.constant((float) (1 / Math.sqrt((double) size / heads)));
    List<Operand<TFloat32>> mixed = new ArrayList<>();
    for (int h = 0; h < heads; h++) {
      Operand<TFloat32> similarity =
          tf.train.batchMatMul(
              tf.math.mul(query.get(h), scale), key.get(h), TFloat32.class, BatchMatMul.adjY(true));
      Operand<TFloat32> weights = tf.math.exp(tf.nn.logSoftmax(tf.math.add(similarity, mask)));
      mixed.add(tf.train.batchMatMul(dropout.of(tf, weights), value.get(h), TFloat32.class));
    }
    return tf.reshape(AxisPartition.join(tf, mixed, 2), tf.constant(new int[] {-1, size}));
  }
}
