package io.emkd.tensorflow.graph.loss;

import io.emkd.domain.configuration.LossConfiguration;
import io.emkd.domain.configuration.Objective;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.tensorflow.graph.gradient.Derivative;
import io.emkd.tensorflow.graph.gradient.GradientSums;
import io.emkd.tensorflow.graph.kernel.AxisPartition;
import io.emkd.tensorflow.graph.kernel.Sums;
import io.emkd.tensorflow.graph.kernel.TrainingOps;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The {@link ItemLoss} over all items, in groups of masked positions that are computed one after
 * another: what one computes, some fifteen tensors [k, V+1], stays in the processor's cache, where
 * a pass takes half as long as from memory, and its memory serves the next group again.
 */
public final class GroupedItemLoss {
  /** Bytes of a network's logits of one group; measured. */
  private static final long GROUP_BYTES = 12 << 20;

  /** With fewer a group's matrix products are slower than the cache makes up for; measured. */
  private static final int LEAST_ROWS = 256;

  private GroupedItemLoss() {}

  /**
   * Returns the losses of all groups, with derivatives by the masked positions' hidden states,
   * group by group, and by the heads.
   *
   * @param masked K of them, a multiple of the number of groups
   */
  public static ItemLosses of(
      TrainingOps ops,
      SoftmaxHeads heads,
      MaskedStates masked,
      MaskedInputs inputs,
      int groups,
      LossConfiguration loss) {
    Ops tf = ops.tf();
    List<MaskedStates> maskedOf = masked.groups(tf, groups);
    List<Operand<TInt32>> labelsOf = AxisPartition.split(tf, inputs.labels(), 0, groups);
    List<Operand<TFloat32>> weightsOf = AxisPartition.split(tf, inputs.weights(), 0, groups);
    List<Operand<TFloat32>> maskedItems = new ArrayList<>();
    List<Operand<TFloat32>> distillations = new ArrayList<>();
    FullSoftmax softmax = new FullSoftmax(ops, heads);
    GradientSums gradients = new GradientSums();
    List<Operand<TFloat32>> before = List.of();
    for (int g = 0; g < groups; g++) {
      MaskedStates rows = maskedOf.get(g).after(tf, before);
      ItemLosses ofGroup =
          ItemLosses.of(ops, softmax.logits(rows, labelsOf.get(g)), weightsOf.get(g), loss);
      maskedItems.add(ofGroup.maskedItem());
      distillations.add(ofGroup.distillation());
      ofGroup.derivatives().forEach(gradients::add);
      before = ofGroup.derivatives().stream().map(Derivative::gradient).toList();
    }
    return new ItemLosses(Sums.of(tf, maskedItems), Sums.of(tf, distillations), gradients.sums(tf));
  }

  /** Where every item is asked for, most windows are far from whole, and groups would be small. */
  private static double filled(TrainingConfiguration configuration) {
    return configuration.masking().objective() == Objective.NEXT_ITEM ? 0.5 : 1;
  }

  /** Returns so many that one group's logits of a network are of {@link #GROUP_BYTES}, about. */
  public static int groups(TrainingConfiguration configuration, int itemCount) {
    double expected =
        (double) configuration.schedule().batchSize()
            * configuration.masking().maskedViews()
            * configuration.masking().expectedMasked(configuration.ensemble().maxLength())
            * filled(configuration);
    double rows = Math.max(LEAST_ROWS, GROUP_BYTES / (4.0 * (itemCount + 1)));
    return (int) Math.max(1, Math.round(expected / rows));
  }
}
