package io.emkd.tensorflow.graph.loss;

import io.emkd.tensorflow.graph.kernel.AxisPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The hidden states of masked positions.
 *
 * @param networks of each that learns [K, d]
 * @param teacher [K, width of its head]
 */
public record MaskedStates(List<Operand<TFloat32>> networks, Optional<Operand<TFloat32>> teacher) {
  /** Returns those of the networks, then the teacher's. */
  List<Operand<TFloat32>> all() {
    List<Operand<TFloat32>> all = new ArrayList<>(networks);
    teacher.ifPresent(all::add);
    return all;
  }

  /** Returns the same of each of some groups of positions, as many in each. */
  List<MaskedStates> groups(Ops tf, int count) {
    List<List<Operand<TFloat32>>> parts =
        all().stream().map(rows -> AxisPartition.split(tf, rows, 0, count)).toList();
    List<MaskedStates> groups = new ArrayList<>();
    for (int g = 0; g < count; g++) {
      List<Operand<TFloat32>> group = new ArrayList<>();
      for (List<Operand<TFloat32>> part : parts) {
        group.add(part.get(g));
      }
      groups.add(of(group));
    }
    return groups;
  }

  /** Returns the same, not computed before what is computed before it. */
  MaskedStates after(Ops tf, List<Operand<TFloat32>> before) {
    return before.isEmpty()
        ? this
        : of(
            all().stream()
                .<Operand<TFloat32>>map(
                    rows -> tf.withControlDependencies(List.copyOf(before)).identity(rows))
                .toList());
  }

  /**
   * @param all in the order of {@link #all}
   */
  private MaskedStates of(List<Operand<TFloat32>> all) {
    return new MaskedStates(
        all.subList(0, networks.size()), teacher.map(present -> all.get(networks.size())));
  }
}
