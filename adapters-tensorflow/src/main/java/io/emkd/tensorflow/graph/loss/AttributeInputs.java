package io.emkd.tensorflow.graph.loss;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;

/**
 * The positions whose attributes a step predicts.
 *
 * @param positions [P] rows of [(M+1)*B*T]: the original's positions that the last view masks
 * @param targets [Q, 2] (index into positions, attribute) pairs whose target is 1
 */
public record AttributeInputs(Operand<TInt32> positions, Operand<TInt32> targets) {
  public static AttributeInputs placeholders(Ops tf) {
    return new AttributeInputs(
        tf.withName("attribute_positions").placeholder(TInt32.class),
        tf.withName("attribute_targets").placeholder(TInt32.class));
  }
}
