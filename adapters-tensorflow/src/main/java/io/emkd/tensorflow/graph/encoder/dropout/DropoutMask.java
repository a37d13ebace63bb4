package io.emkd.tensorflow.graph.encoder.dropout;

import io.emkd.tensorflow.graph.compile.Compilation;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Dropout as a function of a key, so that no mask is kept for the backward pass and a resumed
 * training drops what an uninterrupted one would. The probability is a multiple of 1/65536.
 */
public abstract class DropoutMask {
  static final int LEVELS = 1 << 16;

  /** Of how many {@link #LEVELS} a value is dropped in. */
  final int threshold;

  DropoutMask(double probability) {
    this.threshold = (int) Math.round(probability * LEVELS);
  }

  /** Returns the one whose operations are fast where nothing or something is compiled. */
  public static DropoutMask of(double probability, Compilation compilation) {
    return compilation == Compilation.NONE
        ? new DrawnDropout(probability)
        : new HashedDropout(probability);
  }

  /** Returns what tells this mask's functions from another's. */
  public final String name() {
    return "dropout_" + threshold;
  }

  /**
   * @param x any shape
   * @param key [2]
   * @return x where kept, divided by the probability of being kept, else 0
   */
  public final Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x, Operand<TInt32> key) {
    if (threshold == 0) {
      return x;
    }
    Operand<TFloat32> kept = tf.dtypes.cast(kept(tf, x, key), TFloat32.class);
    return tf.math.mul(x, tf.math.mul(kept, tf.constant((float) LEVELS / (LEVELS - threshold))));
  }

  /** Returns where x is kept, in its shape. */
  abstract Operand<TBool> kept(Ops tf, Operand<TFloat32> x, Operand<TInt32> key);

  /** Returns a function's inputs with a key after them. */
  public static List<Operand<?>> with(Operand<TInt32> key, List<? extends Operand<?>> inputs) {
    List<Operand<?>> all = new ArrayList<>(inputs);
    all.add(key);
    return all;
  }
}
