package io.emkd.tensorflow.graph.loss;

import io.emkd.tensorflow.graph.gradient.Derivative;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * What the item losses are computed from; made by {@link FullSoftmax} or {@link SampledSoftmax}.
 *
 * @param logits of each network [K, C]
 * @param backward from the gradients of the logits, those of what they were computed from
 * @param labels [K] the column of each label
 * @param correction [K, C], to be subtracted from the logits before a softmax; none where the
 *     softmax is full
 * @param columns C
 */
record ItemLogits(
    List<Operand<TFloat32>> logits,
    Function<List<Operand<TFloat32>>, List<Derivative>> backward,
    Operand<TInt32> labels,
    Optional<Operand<TFloat32>> correction,
    int columns) {
  /** Returns logits, or multiples of them, with the correction subtracted. */
  Operand<TFloat32> corrected(Ops tf, Operand<TFloat32> logitsOfOne) {
    return correction.isEmpty() ? logitsOfOne : tf.math.sub(logitsOfOne, correction.get());
  }
}
