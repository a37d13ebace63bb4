package io.emkd.tensorflow.graph.loss;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The positions whose attributes a step predicts.
 *
 * @param positions [P] rows of [(M+1)*B*T]: the original's positions that the last view masks
 * @param weights [P] one divided by their number; 0 where a position only fills the batch up
 * @param targets [Q, 2] (index into positions, attribute) pairs whose target is 1; one of a
 *     position of weight 0 only fills the batch up
 */
public record AttributeInputs(
    Operand<TInt32> positions, Operand<TFloat32> weights, Operand<TInt32> targets) {
  public static AttributeInputs placeholders(Ops tf) {
    return new AttributeInputs(
        tf.withName("attribute_positions").placeholder(TInt32.class),
        tf.withName("attribute_weights").placeholder(TFloat32.class),
        tf.withName("attribute_targets").placeholder(TInt32.class));
  }
}
