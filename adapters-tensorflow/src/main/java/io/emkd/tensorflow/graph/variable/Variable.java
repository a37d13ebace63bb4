package io.emkd.tensorflow.graph.variable;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * A variable of an ensemble.
 *
 * @param handle of the resource
 * @param value as read at the beginning of a run
 * @param initial what it begins as
 */
public record Variable(
    String name,
    Shape shape,
    Operand<? extends TType> handle,
    Operand<TFloat32> value,
    Operand<TFloat32> initial) {
  /** Returns the same under another name, as files are to call it. */
  Variable named(String other) {
    return new Variable(other, shape, handle, value, initial);
  }
}
