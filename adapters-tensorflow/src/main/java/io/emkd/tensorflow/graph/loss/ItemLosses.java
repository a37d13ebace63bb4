package io.emkd.tensorflow.graph.loss;

import io.emkd.domain.configuration.LossConfiguration;
import io.emkd.tensorflow.graph.compile.Compilation;
import io.emkd.tensorflow.graph.gradient.Derivative;
import io.emkd.tensorflow.graph.kernel.TrainingOps;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Masked item prediction and distillation, L_MIP and L_KD, with what they make of the total's
 * gradient.
 *
 * @param maskedItem a scalar
 * @param distillation a scalar
 * @param derivatives of L_MIP + mu L_KD, by tensors from which the graph's own differentiation
 *     reaches the masked positions' hidden states and the item heads
 */
public record ItemLosses(
    Operand<TFloat32> maskedItem, Operand<TFloat32> distillation, List<Derivative> derivatives) {
  /** Computes them over a sample of the items. */
  public static ItemLosses sampled(
      TrainingOps ops,
      SoftmaxHeads heads,
      MaskedStates masked,
      MaskedInputs inputs,
      SampledInputs sample,
      LossConfiguration loss) {
    ItemLogits logits = new SampledSoftmax(ops, heads, sample).logits(masked, inputs.labels());
    return of(ops, logits, inputs.weights(), loss);
  }

  /** Computes them over all items, where a step is one program. */
  public static ItemLosses padded(
      TrainingOps ops,
      SoftmaxHeads heads,
      MaskedStates masked,
      MaskedInputs inputs,
      LossConfiguration loss) {
    ItemLogits logits = new PaddedSoftmax(ops, heads).logits(masked, inputs.labels());
    return of(ops, logits, inputs.weights(), loss);
  }

  /**
   * @param weights [K], 1/K_m; 0 where a row only fills the batch up
   */
  static ItemLosses of(
      TrainingOps ops, ItemLogits logits, Operand<TFloat32> weights, LossConfiguration loss) {
    if (ops.compilation() == Compilation.PROGRAM) {
      return RecomputedItemLoss.of(ops.tf(), logits, weights, loss);
    }
    ItemLoss item = new ItemLoss(ops, logits, weights, loss);
    return new ItemLosses(
        item.maskedItem, item.distillation, logits.backward().apply(item.logitGradients));
  }
}
