package io.emkd.tensorflow.graph;

import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.tensorflow.graph.compile.Compilation;
import io.emkd.tensorflow.graph.compile.CompiledFunctions;
import io.emkd.tensorflow.graph.compile.Functions;
import io.emkd.tensorflow.graph.kernel.Kernels.Linear;
import io.emkd.tensorflow.graph.kernel.MatrixProducts;
import io.emkd.tensorflow.graph.kernel.TrainingOps;
import io.emkd.tensorflow.graph.loss.GroupedItemLoss;
import io.emkd.tensorflow.graph.network.EnsembleNetworks;
import io.emkd.tensorflow.graph.network.TeacherNetworks;
import io.emkd.tensorflow.graph.placement.NetworkDevices;
import io.emkd.tensorflow.graph.update.StepScalars;
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
   */
  static OperationwiseTraining of(
      Ops tf,
      EnsembleNetworks ensemble,
      List<Linear> attributeHeads,
      TrainedVariables variables,
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
              TeacherNetworks.of(configuration, variables.teacher(), ensemble.itemCount()),
              attributeHeads,
              variables.parameters(),
              configuration,
              inputs,
              groups);
      return new OperationwiseTraining(
          inputs,
          scalars,
          groups == 1 ? LEAST_MULTIPLE : GROUP_MULTIPLE * groups,
          computed.losses,
          computed.updating(
              variables.parameters(), variables.slots(), variables.averages().all(), scalars),
          computed.gradients);
    }
  }
}
