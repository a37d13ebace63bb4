package io.emkd.tensorflow.graph.variable;

import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** How a variable's value is set from outside: feed {@code value}, then run {@code assign}. */
public record Assignment(Shape shape, Placeholder<TFloat32> value, Op assign) {
  /** Adds the assignment to the graph. */
  public static Assignment to(Ops tf, Variable variable) {
    Placeholder<TFloat32> value = tf.placeholder(TFloat32.class);
    return new Assignment(variable.shape(), value, tf.assignVariableOp(variable.handle(), value));
  }
}
