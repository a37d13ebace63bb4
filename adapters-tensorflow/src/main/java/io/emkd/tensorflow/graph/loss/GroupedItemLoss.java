package io.emkd.tensorflow.graph.loss;

import io.emkd.domain.configuration.LossConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.tensorflow.graph.compile.CompiledFunctions;
import io.emkd.tensorflow.graph.gradient.Differentiable;
import io.emkd.tensorflow.graph.gradient.GradientSums;
import io.emkd.tensorflow.graph.kernel.AxisPartition;
import io.emkd.tensorflow.graph.kernel.MatrixProducts;
import io.emkd.tensorflow.graph.kernel.Sums;
import io.emkd.tensorflow.graph.network.EnsembleNetworks;
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
  /** Of a network's logits of one group; measured. */
  private static final long GROUP_BYTES = 12 << 20;

  /** With fewer a group's matrix products are slower than the cache makes up for; measured. */
  private static final int LEAST_ROWS = 256;

  public final Operand<TFloat32> maskedItem;
  public final Operand<TFloat32> distillation;

  /** Of the masked positions' hidden states, group by group, and of the heads. */
  public final List<Differentiable.Derivative> derivatives;

  /**
   * @param masked of each network [K, d], K a multiple of the number of groups
   * @param labels [K]
   * @param weights [K], 1/K_m; 0 where a row only fills the batch up
   */
  public GroupedItemLoss(
      Ops tf,
      EnsembleNetworks ensemble,
      List<Operand<TFloat32>> masked,
      Operand<TInt32> labels,
      Operand<TFloat32> weights,
      int groups,
      LossConfiguration loss,
      MatrixProducts products,
      CompiledFunctions functions) {
    List<List<Operand<TFloat32>>> maskedOf =
        masked.stream().map(rows -> AxisPartition.split(tf, rows, 0, groups)).toList();
    List<Operand<TInt32>> labelsOf = AxisPartition.split(tf, labels, 0, groups);
    List<Operand<TFloat32>> weightsOf = AxisPartition.split(tf, weights, 0, groups);
    List<Operand<TFloat32>> maskedItems = new ArrayList<>();
    List<Operand<TFloat32>> distillations = new ArrayList<>();
    List<Operand<TFloat32>> heads = new ArrayList<>();
    for (EnsembleNetworks.Network network : ensemble.networks) {
      heads.add(tf.linalg.transpose(network.itemWeight(), tf.constant(new int[] {1, 0})));
    }
    GradientSums gradients = new GradientSums();
    List<Operand<TFloat32>> before = List.of();
    for (int g = 0; g < groups; g++) {
      List<Operand<TFloat32>> rows = new ArrayList<>();
      for (List<Operand<TFloat32>> network : maskedOf) {
        rows.add(after(tf, before, network.get(g)));
      }
      ItemLogits logits = ItemLogits.full(tf, ensemble, heads, rows, labelsOf.get(g), products);
      ItemLoss item =
          new ItemLoss(
              tf,
              logits,
              weightsOf.get(g),
              loss.temperature(),
              loss.distillationWeight(),
              functions);
      maskedItems.add(item.maskedItem);
      distillations.add(item.distillation);
      List<Differentiable.Derivative> ofGroup = logits.backward().apply(item.logitGradients);
      ofGroup.forEach(derivative -> gradients.add(derivative.of(), derivative.gradient()));
      before = ofGroup.stream().map(Differentiable.Derivative::gradient).toList();
    }
    maskedItem = Sums.of(tf, maskedItems);
    distillation = Sums.of(tf, distillations);
    derivatives = gradients.sums(tf);
  }

  /** The input of a group, not before what the group before it ends with. */
  private static Operand<TFloat32> after(
      Ops tf, List<Operand<TFloat32>> before, Operand<TFloat32> input) {
    return before.isEmpty()
        ? input
        : tf.withControlDependencies(List.copyOf(before)).identity(input);
  }

  /** So many that one group's logits of a network are of {@link #GROUP_BYTES}, about. */
  public static int groups(TrainingConfiguration configuration, int itemCount) {
    double expected =
        (double) configuration.schedule().batchSize()
            * configuration.masking().maskedViews()
            * configuration.ensemble().maxLength()
            * configuration.masking().maskProbability();
    double rows = Math.max(LEAST_ROWS, GROUP_BYTES / (4.0 * (itemCount + 1)));
    return (int) Math.max(1, Math.round(expected / rows));
  }
}
