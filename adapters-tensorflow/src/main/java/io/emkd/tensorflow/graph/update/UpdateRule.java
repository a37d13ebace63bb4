package io.emkd.tensorflow.graph.update;

import io.emkd.tensorflow.graph.variable.Variable;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** How a variable follows from its gradient; declares what it remembers from step to step. */
interface UpdateRule {
  /**
   * Adds the change of a variable to the graph.
   *
   * @param after adds what is done after all that comes before
   */
  Op apply(Ops after, Variable variable, Operand<TFloat32> gradient);
}
