package io.emkd.tensorflow.graph;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.graph.kernel.Kernels;
import io.emkd.tensorflow.graph.network.EnsembleNetworks;
import io.emkd.tensorflow.graph.placement.NetworkDevices;
import io.emkd.tensorflow.graph.scoring.ScoringGraph;
import io.emkd.tensorflow.graph.variable.Assignment;
import io.emkd.tensorflow.graph.variable.Parameters;
import io.emkd.tensorflow.graph.variable.Persistence;
import io.emkd.tensorflow.graph.variable.Variable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;

/**
 * Everything a session runs for one ensemble: one that scores and, where it is a {@link
 * TrainableEnsembleGraph}, learns.
 */
public abstract sealed class EnsembleGraph implements AutoCloseable
    permits ScoredEnsembleGraph, TrainableEnsembleGraph {
  public final ScoringGraph scoring;

  /** Adds to the graph at its root; another one would give names a second time. */
  final Ops tf;

  final EnsembleNetworks networks;
  final Parameters parameters;

  /** Of the networks' weights, in their order; empty where the weights themselves are scored. */
  final Parameters averages;

  /** What scoring adds to the networks; counted, not learnt. */
  final Parameters counted;

  private final Graph graph = new Graph();

  /**
   * @param itemCount V
   * @param seed of the initial values
   * @param averaged whether averages of the weights are scored and saved in their place
   * @param kernels that work where it is to run
   * @param devices of each network's parameters and averages
   */
  EnsembleGraph(
      EnsembleConfiguration shape,
      int itemCount,
      long seed,
      boolean averaged,
      Kernels kernels,
      NetworkDevices devices) {
    tf = Ops.create(graph);
    parameters = new Parameters(tf, seed, shape.initialDeviation());
    networks = new EnsembleNetworks(parameters, shape, itemCount, kernels, devices);
    averages =
        averaged
            ? new Parameters(tf, seed, shape.initialDeviation(), "average.")
            : new Parameters(tf);
    EnsembleNetworks scored =
        averaged ? new EnsembleNetworks(averages, shape, itemCount, kernels, devices) : networks;
    counted = new Parameters(tf);
    scoring = new ScoringGraph(tf, scored, new Parameters(tf), counted, kernels.leaveOutPadding());
  }

  /** Saves and restores the weights that scoring needs. */
  public abstract Persistence weightPersistence();

  /** Returns what gives every variable its initial value. */
  public abstract Op initialize();

  /** Adds the assignment of initial values to the graph. */
  final Op initialization(List<Variable> variables) {
    List<Op> assignments = new ArrayList<>();
    for (Variable variable : variables) {
      assignments.add(tf.assignVariableOp(variable.handle(), variable.initial()));
    }
    return tf.withControlDependencies(assignments).noOp();
  }

  /** Returns how many values each parameter has, without averages and the optimiser's slots. */
  public Map<String, Integer> parameterSizes() {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    parameters.all().forEach(v -> sizes.put(v.name(), Math.toIntExact(v.shape().size())));
    return sizes;
  }

  /** Adds the assignment of a parameter to the graph: for tests, and for weights from elsewhere. */
  public Assignment assignment(String parameter) {
    return Assignment.to(Ops.create(graph).withSubScope("assignment"), parameters.named(parameter));
  }

  public Graph graph() {
    return graph;
  }

  /** Returns T. */
  public int maxLength() {
    return networks.shape().maxLength();
  }

  /** Returns V. */
  public int itemCount() {
    return networks.itemCount();
  }

  @Override
  public void close() {
    graph.close();
  }
}
