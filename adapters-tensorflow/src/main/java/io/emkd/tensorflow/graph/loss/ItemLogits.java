package io.emkd.tensorflow.graph.loss;

import io.emkd.tensorflow.graph.gradient.Derivative;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * What the item losses are computed from; made by {@link FullSoftmax} or {@link SampledSoftmax}.
 *
 * @param logits of each network that learns [K, C]
 * @param teacher the logits of what they learn from, [K, C]
 * @param backward from the gradients of the logits, those of what they were computed from
 * @param labels [K] the column of each label
 * @param correction [K, C], to be subtracted from the logits before a softmax; none where the
 *     softmax is full
 * @param columns C
 */
record ItemLogits(
    List<Operand<TFloat32>> logits,
    Optional<Operand<TFloat32>> teacher,
    Function<List<Operand<TFloat32>>, List<Derivative>> backward,
    Operand<TInt32> labels,
    Optional<Operand<TFloat32>> correction,
    int columns) {
  /**
   * Of logits made by {@link SoftmaxHeads#all}.
   *
   * @param all in the order of those heads
   */
  static ItemLogits of(
      SoftmaxHeads heads,
      List<Operand<TFloat32>> all,
      Function<List<Operand<TFloat32>>, List<Derivative>> backward,
      Operand<TInt32> labels,
      Optional<Operand<TFloat32>> correction,
      int columns) {
    int networks = heads.networks().size();
    return new ItemLogits(
        all.subList(0, networks),
        heads.teacher().map(present -> all.get(networks)),
        backward,
        labels,
        correction,
        columns);
  }

  /** Returns the networks' logits, then the teacher's: those whose divergence is distilled. */
  List<Operand<TFloat32>> distilled() {
    List<Operand<TFloat32>> distilled = new ArrayList<>(logits);
    teacher.ifPresent(distilled::add);
    return distilled;
  }

  /** Returns the (row, column) of each label: [K, 2]. */
  Operand<TInt32> labelPositions(Ops tf) {
    return tf.stack(
        List.of(tf.range(tf.constant(0), tf.size(labels), tf.constant(1)), labels), Stack.axis(1L));
  }

  /** Returns 1 in each row's label's column, else 0, of labels [K]: [K, C]. */
  static Operand<TFloat32> ones(Ops tf, Operand<TInt32> labels, int columns) {
    return tf.dtypes.cast(
        tf.math.equal(
            tf.expandDims(labels, tf.constant(1)),
            tf.range(tf.constant(0), tf.constant(columns), tf.constant(1))),
        TFloat32.class);
  }

  /** Returns logits, or multiples of them, with the correction subtracted. */
  Operand<TFloat32> corrected(Ops tf, Operand<TFloat32> logitsOfOne) {
    return correction.isEmpty() ? logitsOfOne : tf.math.sub(logitsOfOne, correction.get());
  }
}
