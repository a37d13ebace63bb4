package io.emkd.tensorflow.graph.update;

import io.emkd.domain.configuration.OptimizerConfiguration;
import io.emkd.domain.configuration.OptimizerKind;
import io.emkd.tensorflow.graph.kernel.TrainingOps;
import io.emkd.tensorflow.graph.network.EnsembleNetworks;
import io.emkd.tensorflow.graph.variable.Parameters;
import io.emkd.tensorflow.graph.variable.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * One step of the optimiser. A variable's weight decays first, then it changes by its gradient,
 * then its average follows; all of it by operations on the variables' handles, whatever else is in
 * the graph.
 */
public final class ParameterUpdate {
  /** Updates every parameter, after every gradient is there. */
  public final Op operation;

  private final OptimizerConfiguration optimizer;
  private final StepScalars scalars;

  /**
   * @param slots declares what the optimiser remembers of each variable
   * @param averages the averages of the first of {@code variables}, in their order; may be empty
   * @param gradients by the variables' names
   * @param scalars fed with {@link StepScalars.Values} of the step
   */
  public ParameterUpdate(
      TrainingOps ops,
      List<Variable> variables,
      Parameters slots,
      List<Variable> averages,
      Map<String, Operand<TFloat32>> gradients,
      OptimizerConfiguration optimizer,
      StepScalars scalars) {
    this.optimizer = optimizer;
    this.scalars = scalars;
    List<Op> allGradients = new ArrayList<>(gradients.values());
    List<Op> updates = new ArrayList<>();
    for (int v = 0; v < variables.size(); v++) {
      Variable variable = variables.get(v);
      // Where the variable is.
      Ops tf = ops.of(EnsembleNetworks.networkOf(variable)).tf();
      boolean orthogonal =
          optimizer.optimizer() == OptimizerKind.MUON
              && EnsembleNetworks.isMatrixOfABlock(variable);
      Op update =
          (orthogonal ? new MuonRule(tf, slots, scalars) : new AdamRule(tf, slots, scalars))
              .apply(
                  decayed(tf, tf.withControlDependencies(allGradients), variable),
                  variable,
                  Objects.requireNonNull(gradients.get(variable.name())));
      updates.add(v < averages.size() ? averaged(tf, update, variable, averages.get(v)) : update);
    }
    operation = ops.tf().withControlDependencies(updates).noOp();
  }

  /**
   * Takes the decay's share away of a matrix, be it a linear map or a table.
   *
   * @return adds what is done after that
   */
  private Ops decayed(Ops tf, Ops after, Variable variable) {
    if (optimizer.weightDecay() == 0 || variable.shape().numDimensions() != 2) {
      return after;
    }
    Operand<TFloat32> share =
        tf.math.mul(scalars.learningRate(), tf.constant((float) optimizer.weightDecay()));
    Op decay = after.assignSubVariableOp(variable.handle(), tf.math.mul(variable.value(), share));
    return tf.withControlDependencies(List.of(decay));
  }

  private Op averaged(Ops tf, Op update, Variable variable, Variable average) {
    Ops after = tf.withControlDependencies(List.of(update));
    Operand<TFloat32> present = after.readVariableOp(variable.handle(), TFloat32.class);
    return tf.assignAddVariableOp(
        average.handle(),
        tf.math.mul(tf.math.sub(present, average.value()), scalars.averageShare()));
  }
}
