package io.emkd.tensorflow.graph.compile;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** What the body of a {@link CompiledFunctions compiled function} is given, in the call's order. */
public record FunctionInputs(List<Operand<?>> operands) {
  /**
   * @param index from 0, of an input that is float32
   */
  @SuppressWarnings("unchecked")
  public Operand<TFloat32> floats(int index) {
    return (Operand<TFloat32>) operands.get(index);
  }

  /**
   * @param index from 0, of an input that is int32
   */
  @SuppressWarnings("unchecked")
  public Operand<TInt32> ints(int index) {
    return (Operand<TInt32>) operands.get(index);
  }
}
