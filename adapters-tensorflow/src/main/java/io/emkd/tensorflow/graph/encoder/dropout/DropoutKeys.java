package io.emkd.tensorflow.graph.encoder.dropout;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;

/** Keys of one network's dropout, another one each time it is asked. */
public final class DropoutKeys {
  private final Operand<TInt32> stepKey;
  private int site;

  /**
   * @param stepKey [2], random, another one each step
   * @param network index from 0
   */
  public DropoutKeys(Operand<TInt32> stepKey, int network) {
    this.stepKey = stepKey;
    this.site = network << 16;
  }

  /** Returns the next key, [2]. */
  public Operand<TInt32> next(Ops tf) {
    site++;
    return tf.math.add(stepKey, tf.constant(new int[] {site * 0x9E3779B9, site * 0x85EBCA6B}));
  }
}
