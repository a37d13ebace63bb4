package io.emkd.tensorflow.graph.gradient;

import java.util.List;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * A value whose derivative is written by hand. An encoder without one gives its value's own
 * gradient, {@code gradient -> List.of(new Derivative(value, gradient))}: the graph's
 * differentiation does the rest.
 *
 * @param backward from the gradient of {@code value}, the gradients of what it was computed from:
 *     parameters, or tensors from which the graph's own differentiation reaches parameters
 */
public record Differentiable(
    Operand<TFloat32> value, Function<Operand<TFloat32>, List<Derivative>> backward) {}
