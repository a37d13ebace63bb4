package io.emkd.tensorflow.graph.gradient;

import java.util.List;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * A value whose derivative is written by hand, or left to the graph's differentiation.
 *
 * @param backward from the gradient of {@code value}, the gradients of what it was computed from:
 *     parameters, or tensors from which the graph's own differentiation reaches parameters
 */
public record Differentiable(
    Operand<TFloat32> value, Function<Operand<TFloat32>, List<Derivative>> backward) {
  /** Of a value that was computed from parameters by operations that TensorFlow differentiates. */
  public static Differentiable byTheGraph(Operand<TFloat32> value) {
    return new Differentiable(value, gradient -> List.of(new Derivative(value, gradient)));
  }
}
