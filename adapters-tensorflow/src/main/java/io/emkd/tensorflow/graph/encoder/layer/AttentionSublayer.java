package io.emkd.tensorflow.graph.encoder.layer;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.graph.encoder.ScoredPositions;
import io.emkd.tensorflow.graph.encoder.dropout.Dropout;
import io.emkd.tensorflow.graph.kernel.Kernels.Linear;
import io.emkd.tensorflow.graph.variable.Parameters;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * norm(x + dropout(W attention(x) + b)), with dropout of the attention weights too and scale
 * 1/sqrt(d/H).
 */
public final class AttentionSublayer {
  private final int size;
  private final int length;
  private final AttentionHeads heads;

  /** Query, key and value in one map: weight [d, 3d]. */
  private final Linear input;

  private final Linear output;
  private final RowNorm norm;

  public AttentionSublayer(Parameters parameters, String block, EnsembleConfiguration shape) {
    size = shape.hiddenSize();
    length = shape.maxLength();
    heads = AttentionHeads.of(shape);
    input = SmallLinear.declared(parameters, block + "attention_input", size, 3 * size);
    output = SmallLinear.declared(parameters, block + "attention_output", size, size);
    norm = RowNorm.declared(parameters, block + "attention_norm", shape);
  }

  /**
   * Returns the sublayer's result at P positions, [P, d].
   *
   * @param x [P, d]
   * @param mask added to how similar query and key are, [S, T, T]
   */
  public Operand<TFloat32> of(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> mask, ScoredPositions at, Dropout dropout) {
    Operand<TFloat32> attended =
        heads.attendToAll(tf, at.unpack(tf, input.apply(tf, x)), mask, dropout);
    return sum(tf, x, at.pack(tf, attended), dropout);
  }

  /**
   * Returns the same without dropout at each sequence's last position, [S, d].
   *
   * @param x of P positions, [P, d]
   * @param mask of the last position, [S, 1, T]
   */
  public Operand<TFloat32> ofLast(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> mask, ScoredPositions at) {
    Operand<TFloat32> last = at.last(tf, x);
    Linear query = input.columns(tf, size, 0, size);
    Linear keyAndValue = input.columns(tf, size, size, 2 * size);
    List<Operand<TFloat32>> pieces =
        heads.split(tf, at.unpack(tf, keyAndValue.apply(tf, x)), length, 2);
    Operand<TFloat32> attended =
        heads.attend(
            tf, heads.split(tf, query.apply(tf, last), 1, 1), 1, pieces, mask, Dropout.NONE);
    return sum(tf, last, attended, Dropout.NONE);
  }

  private Operand<TFloat32> sum(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> attended, Dropout dropout) {
    return norm.of(tf, tf.math.add(dropout.of(tf, output.apply(tf, attended)), x));
  }
}
