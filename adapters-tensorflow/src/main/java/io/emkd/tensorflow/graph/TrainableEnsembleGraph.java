package io.emkd.tensorflow.graph;

import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.tensorflow.graph.compile.CompiledFunctions;
import io.emkd.tensorflow.graph.kernel.Kernels;
import io.emkd.tensorflow.graph.kernel.Kernels.Linear;
import io.emkd.tensorflow.graph.kernel.MatrixProducts;
import io.emkd.tensorflow.graph.kernel.TrainingOps;
import io.emkd.tensorflow.graph.loss.GroupedItemLoss;
import io.emkd.tensorflow.graph.variable.Parameters;
import io.emkd.tensorflow.graph.variable.Persistence;
import io.emkd.tensorflow.graph.variable.Variable;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.op.Op;

/** The graph of an ensemble that learns, and scores between steps. */
public final class TrainableEnsembleGraph extends EnsembleGraph {
  public final TrainingGraph training;

  /** Saves and restores weights and Adam's slots. */
  public final Persistence checkpointPersistence;

  private final Op initialize;

  /**
   * @param itemCount V
   * @param attributeCount A
   * @param compile whether XLA compiles what stands between matrix products and the item losses are
   *     computed in groups: both are for a CPU
   * @param kernels of scoring, that work where it is to run
   */
  public TrainableEnsembleGraph(
      TrainingConfiguration configuration,
      int itemCount,
      int attributeCount,
      boolean compile,
      Kernels kernels) {
    super(configuration.ensemble(), itemCount, configuration.seed(), kernels);
    List<Linear> heads = networks.attributeHeads(parameters, attributeCount);
    Parameters adam = new Parameters(tf, 0);
    try (CompiledFunctions functions = new CompiledFunctions(graph(), compile)) {
      training =
          new TrainingGraph(
              new TrainingOps(
                  tf.withSubScope("training"),
                  functions,
                  new MatrixProducts(configuration.precision())),
              networks,
              heads,
              parameters,
              adam,
              configuration,
              compile ? GroupedItemLoss.groups(configuration, itemCount) : 1);
    }
    List<Variable> all = new ArrayList<>(parameters.all());
    all.addAll(adam.all());
    checkpointPersistence = Persistence.of(tf.withSubScope("checkpoint"), all);
    initialize = initialization(all);
  }

  @Override
  public Op initialize() {
    return initialize;
  }
}
