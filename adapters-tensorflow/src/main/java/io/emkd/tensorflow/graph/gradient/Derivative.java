package io.emkd.tensorflow.graph.gradient;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * The gradient of the total loss by a tensor.
 *
 * @param of the tensor, of any shape
 * @param gradient of the same shape
 */
public record Derivative(Operand<TFloat32> of, Operand<TFloat32> gradient) {}
