package io.emkd.tensorflow.graph;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Drops values in training; {@link #NONE} keeps all. */
interface Dropout {
  Dropout NONE = (tf, x) -> x;

  /** Values are zero with the dropout probability, else scaled so that their mean stays. */
  Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x);
}
