package io.emkd.tensorflow.graph;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.graph.kernel.Kernels;
import io.emkd.tensorflow.graph.placement.NetworkDevices;
import io.emkd.tensorflow.graph.scoring.ScoringGraph;
import io.emkd.tensorflow.graph.variable.Persistence;
import io.emkd.tensorflow.graph.variable.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The graph of an ensemble that scores and does not learn. */
public final class ScoredEnsembleGraph extends EnsembleGraph {
  private final Persistence weightPersistence;
  private final Op initialize;

  /**
   * @param itemCount V
   * @param kernels that work where it is to run
   */
  public ScoredEnsembleGraph(EnsembleConfiguration shape, int itemCount, Kernels kernels) {
    super(shape, itemCount, 0, false, kernels, NetworkDevices.ANY);
    List<Variable> all = new ArrayList<>(parameters.all());
    all.addAll(counted.all());
    weightPersistence = Persistence.of(tf.withSubScope("weights"), all, new ToPreparedHeads());
    initialize = initialization(all);
  }

  /**
   * Restoring prepares scoring as well: item heads go where scoring reads them, and nowhere else,
   * so that they are in memory once.
   */
  @Override
  public Persistence weightPersistence() {
    return weightPersistence;
  }

  private final class ToPreparedHeads implements Persistence.Elsewhere {
    @Override
    public boolean replaces(Variable variable) {
      return networks.isItemHeadWeightAlone(variable);
    }

    @Override
    public List<Op> take(Map<String, Operand<TFloat32>> restored) {
      Ops to = tf.withSubScope("restored_heads");
      return List.of(scoring.prepareFrom(to, networks.itemHeadsAmong(to, restored)));
    }
  }

  /** Gives variables initial values; {@link ScoringGraph#prepare} has to follow. */
  @Override
  public Op initialize() {
    return initialize;
  }

  /**
   * Assigns generated item heads X Y[n], X [V+1, rank] of all networks and Y[n] [rank, d], whose
   * values vary as much as initial ones. Adds to the graph: for measurements.
   */
  public Op lowRankHeads(int rank) {
    Ops tf = Ops.create(graph()).withSubScope("low_rank_heads");
    int d = networks.shape().hiddenSize();
    List<Op> assignments = new ArrayList<>();
    for (int n = 0; n < networks.shape().networks(); n++) {
      Variable weight = parameters.named(networks.itemHeadWeight(n));
      Operand<TFloat32> items = normal(tf, 0, Math.toIntExact(weight.shape().get(0)), rank);
      // Initial ones are uniform in +-1/sqrt(d): of variance 1/(3d).
      Operand<TFloat32> directions =
          tf.math.mul(
              normal(tf, n + 1, rank, d), tf.constant((float) Math.sqrt(1 / (3.0 * d * rank))));
      assignments.add(tf.assignVariableOp(weight.handle(), tf.linalg.matMul(items, directions)));
    }
    return tf.withControlDependencies(assignments).noOp();
  }

  private static Operand<TFloat32> normal(Ops tf, long seed, int rows, int columns) {
    return tf.random.statelessRandomNormal(
        tf.constant(new int[] {rows, columns}), tf.constant(new long[] {1, seed}), TFloat32.class);
  }
}
