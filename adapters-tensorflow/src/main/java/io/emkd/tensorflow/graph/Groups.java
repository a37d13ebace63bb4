package io.emkd.tensorflow.graph;

import java.util.List;
import java.util.stream.StreamSupport;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * Rows of a batch in groups that are computed one after another: what a group computes stays in the
 * processor's cache, where a pass takes half as long as from memory, and its memory serves the next
 * group again.
 */
final class Groups {
  private Groups() {}

  /**
   * @param count a divisor of the number of rows
   */
  static <T extends TType> List<Operand<T>> split(Ops tf, Operand<T> rows, int count) {
    return count == 1
        ? List.of(rows)
        : StreamSupport.stream(tf.split(tf.constant(0), rows, (long) count).spliterator(), false)
            .toList();
  }

  static Operand<TFloat32> join(Ops tf, List<Operand<TFloat32>> groups) {
    return groups.size() == 1 ? groups.get(0) : tf.concat(groups, tf.constant(0));
  }

  /** The input of a group, not before what the groups before it end with. */
  static <T extends TType> Operand<T> after(Ops tf, List<? extends Op> before, Operand<T> input) {
    return before.isEmpty()
        ? input
        : tf.withControlDependencies(List.copyOf(before)).identity(input);
  }
}
