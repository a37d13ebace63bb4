package io.emkd.tensorflow.graph.loss;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The masked positions of a step, of all views.
 *
 * @param positions [K] rows of [(M+1)*B*T] that are masked
 * @param labels [K] the original items there
 * @param weights [K] 1/K_m of the position's view; 0 where a row only fills the batch up
 */
public record MaskedInputs(
    Operand<TInt32> positions, Operand<TInt32> labels, Operand<TFloat32> weights) {
  public static MaskedInputs placeholders(Ops tf) {
    return new MaskedInputs(
        tf.withName("masked_positions").placeholder(TInt32.class),
        tf.withName("labels").placeholder(TInt32.class),
        tf.withName("weights").placeholder(TFloat32.class));
  }
}
