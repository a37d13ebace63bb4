package io.emkd.tensorflow.graph;

import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.tensorflow.graph.compile.Compilation;
import io.emkd.tensorflow.graph.compile.CompiledFunctions;
import io.emkd.tensorflow.graph.compile.Functions;
import io.emkd.tensorflow.graph.kernel.Kernels.Linear;
import io.emkd.tensorflow.graph.kernel.MatrixProducts;
import io.emkd.tensorflow.graph.kernel.NetworkDevices;
import io.emkd.tensorflow.graph.kernel.TrainingOps;
import io.emkd.tensorflow.graph.loss.GroupedItemLoss;
import io.emkd.tensorflow.graph.network.EnsembleNetworks;
import io.emkd.tensorflow.graph.update.StepScalars;
import io.emkd.tensorflow.graph.variable.Parameters;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** A step as operations of the session's graph, of which some may be compiled functions. */
record OperationwiseTraining(
    TrainingInputs inputs,
    StepScalars scalars,
    int maskedMultiple,
    Operand<TFloat32> losses,
    Operand<TFloat32> step,
    Map<String, Operand<TFloat32>> gradients)
    implements TrainingGraph {
  /** K and a group's rows are multiples, so that XLA does not compile for each of a step anew. */
  private static final int LEAST_MULTIPLE = 32;

  private static final int GROUP_MULTIPLE = 16;

  /**
   * @param compilation {@link Compilation#FUNCTIONS}, with which the item losses are computed in
   *     groups, for a processor's cache, or {@link Compilation#NONE}
   * @param slots declares what the update keeps of each variable
   * @param averages of the networks' weights, which the update keeps; may be empty
   */
  static OperationwiseTraining of(
      Ops tf,
      EnsembleNetworks ensemble,
      List<Linear> attributeHeads,
      Parameters parameters,
      Parameters slots,
      Parameters averages,
      TrainingConfiguration configuration,
      Compilation compilation,
      NetworkDevices devices) {
    int groups =
        compilation == Compilation.FUNCTIONS
            ? GroupedItemLoss.groups(configuration, ensemble.itemCount())
            : 1;
    TrainingInputs inputs = TrainingInputs.placeholders(tf, configuration.loss().itemLoss());
    StepScalars scalars = StepScalars.placeholders(tf);
    try (CompiledFunctions compiled = new CompiledFunctions((Graph) tf.scope().env())) {
      Functions functions = compilation == Compilation.FUNCTIONS ? compiled : Functions.INLINED;
      StepComputation computed =
          new StepComputation(
              new TrainingOps(
                  tf,
                  functions,
                  new MatrixProducts(configuration.precision()),
                  compilation,
                  devices),
              ensemble,
              attributeHeads,
              parameters,
              configuration,
              inputs,
              groups);
      return new OperationwiseTraining(
          inputs,
          scalars,
          groups == 1 ? LEAST_MULTIPLE : GROUP_MULTIPLE * groups,
          computed.losses,
          computed.updating(parameters, slots, averages.all(), scalars),
          computed.gradients);
    }
  }
}
