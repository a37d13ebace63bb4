package io.emkd.tensorflow.graph.variable;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;

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
    VarHandleOp handle,
    Operand<TFloat32> value,
    Operand<TFloat32> initial) {}
