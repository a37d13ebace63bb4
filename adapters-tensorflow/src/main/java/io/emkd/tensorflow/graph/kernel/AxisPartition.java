package io.emkd.tensorflow.graph.kernel;

import java.util.List;
import java.util.stream.StreamSupport;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** A tensor in parts along an axis. One part is the tensor itself. */
public final class AxisPartition {
  private AxisPartition() {}

  /**
   * @param count a divisor of the axis' size
   */
  public static <T extends TType> List<Operand<T>> split(
      Ops tf, Operand<T> x, int axis, int count) {
    return count == 1
        ? List.of(x)
        : StreamSupport.stream(tf.split(tf.constant(axis), x, (long) count).spliterator(), false)
            .toList();
  }

  public static Operand<TFloat32> join(Ops tf, List<Operand<TFloat32>> parts, int axis) {
    return parts.size() == 1 ? parts.get(0) : tf.concat(parts, tf.constant(axis));
  }
}
