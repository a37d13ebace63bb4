package io.emkd.tensorflow.graph.compile;

import java.util.List;
import java.util.function.BiFunction;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Chains of elementwise operations by name, for whoever wants each as one. */
public interface Functions {
  /** What a function computes. */
  interface Body extends BiFunction<Ops, FunctionInputs, List<Operand<TFloat32>>> {}

  /** Adds each call's operations to the graph as they are. */
  Functions INLINED =
      (tf, name, inputs, body) -> body.apply(tf.withSubScope(name), new FunctionInputs(inputs));

  /**
   * @param name of the function: calls of one name share {@code body}, so the name says everything
   *     that the body depends on besides its inputs
   */
  List<Operand<TFloat32>> call(Ops tf, String name, List<Operand<?>> inputs, Body body);
}
