package io.emkd.tensorflow.graph.encoder.dropout;

import io.emkd.tensorflow.graph.compile.Compilation;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What an encoder whose derivatives TensorFlow finds drops values by. */
@FunctionalInterface
public interface Dropout {
  /** Of scoring: keeps everything. */
  Dropout NONE = (tf, x) -> x;

  /**
   * @param x any shape
   * @return x where kept, divided by the probability of being kept, else 0; another draw each time
   */
  Operand<TFloat32> of(Ops tf, Operand<TFloat32> x);

  /**
   * Of training.
   *
   * @param keys of a network
   */
  static Dropout training(double probability, Compilation compilation, DropoutKeys keys) {
    // Outside a compiled function each operation of a hash would be a pass over memory.
    DropoutMask mask =
        compilation == Compilation.PROGRAM
            ? new HashedDropout(probability)
            : new DrawnDropout(probability);
    return (tf, x) -> mask.apply(tf, x, keys.next(tf));
  }
}
