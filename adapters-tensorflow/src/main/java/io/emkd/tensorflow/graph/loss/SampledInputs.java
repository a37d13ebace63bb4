package io.emkd.tensorflow.graph.loss;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The sample of a step whose softmax is sampled.
 *
 * @param items [S]
 * @param labelCorrections [K] log(S q) of the labels
 * @param itemCorrections [S] log(S q) of the items
 * @param count S
 */
public record SampledInputs(
    Operand<TInt32> items,
    Operand<TFloat32> labelCorrections,
    Operand<TFloat32> itemCorrections,
    int count) {
  /**
   * @param count S
   */
  public static SampledInputs placeholders(Ops tf, int count) {
    return new SampledInputs(
        tf.withName("sampled_items").placeholder(TInt32.class),
        tf.withName("label_corrections").placeholder(TFloat32.class),
        tf.withName("item_corrections").placeholder(TFloat32.class),
        count);
  }
}
