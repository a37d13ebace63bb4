package io.emkd.tensorflow.graph;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.tensorflow.graph.compile.CompiledFunctions;
import io.emkd.tensorflow.graph.kernel.Kernels;
import io.emkd.tensorflow.graph.loss.GroupedItemLoss;
import io.emkd.tensorflow.graph.network.EnsembleNetworks;
import io.emkd.tensorflow.graph.scoring.ScoringGraph;
import io.emkd.tensorflow.graph.variable.Parameters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/** Everything a session runs for one ensemble. */
public final class EnsembleGraph implements AutoCloseable {
  private final Graph graph = new Graph();
  private final EnsembleConfiguration shape;
  private final int itemCount;
  private final Parameters parameters;
  private final List<Parameters.Variable> weights;
  private final List<Parameters.Variable> slots;

  /** Present where the ensemble can be trained, else null. */
  public final TrainingGraph training;

  public final ScoringGraph scoring;
  public final Persistence weightPersistence;

  /** Weights and slots; null where the ensemble cannot be trained. */
  public final Persistence checkpointPersistence;

  /** Gives every variable its initial value. */
  public final Op initialize;

  /** Feed {@code value}, then run {@code assign}. */
  public record Assignment(Shape shape, Placeholder<TFloat32> value, Op assign) {}

  /**
   * @param prefix placeholder of the files' common prefix
   */
  public record Persistence(Placeholder<TString> prefix, Op save, Op restore) {}

  /**
   * A graph that scores.
   *
   * @param kernels that work where it is to run
   */
  public static EnsembleGraph forScoring(
      EnsembleConfiguration shape, int itemCount, Kernels kernels) {
    return new EnsembleGraph(shape, itemCount, 0, null, false, kernels);
  }

  /**
   * A graph that trains and scores.
   *
   * @param compile whether XLA compiles what stands between matrix products and the item losses are
   *     computed in groups: both are for a CPU
   * @param kernels of scoring, that work where it is to run
   */
  public static EnsembleGraph forTraining(
      TrainingConfiguration configuration,
      int itemCount,
      int attributeCount,
      boolean compile,
      Kernels kernels) {
    return new EnsembleGraph(
        configuration.ensemble(), itemCount, attributeCount, configuration, compile, kernels);
  }

  /**
   * In how many groups of masked positions the item losses over all items are computed, one after
   * another, on a CPU.
   */
  public static int itemLossGroups(TrainingConfiguration configuration, int itemCount) {
    return GroupedItemLoss.groups(configuration, itemCount);
  }

  private EnsembleGraph(
      EnsembleConfiguration shape,
      int itemCount,
      int attributeCount,
      TrainingConfiguration configuration,
      boolean compile,
      Kernels kernels) {
    this.shape = shape;
    this.itemCount = itemCount;
    Ops tf = Ops.create(graph);
    parameters = new Parameters(tf, configuration == null ? 0 : configuration.seed());
    EnsembleNetworks ensemble = new EnsembleNetworks(parameters, shape, itemCount, kernels);
    scoring = new ScoringGraph(tf, ensemble, new Parameters(tf, 0));
    weights = parameters.all();
    weightPersistence = persistence(tf.withSubScope("weights"), weights);
    if (configuration == null) {
      slots = List.of();
      training = null;
      checkpointPersistence = null;
    } else {
      List<EnsembleNetworks.AttributeHead> heads = new ArrayList<>();
      for (int n = 0; n < shape.networks(); n++) {
        heads.add(
            EnsembleNetworks.attributeHead(parameters, n, shape.hiddenSize(), attributeCount));
      }
      Parameters adam = new Parameters(tf, 0);
      try (CompiledFunctions functions = new CompiledFunctions(graph, compile)) {
        training =
            new TrainingGraph(
                graph,
                tf,
                ensemble,
                parameters,
                adam,
                heads,
                configuration,
                functions,
                compile ? GroupedItemLoss.groups(configuration, itemCount) : 1);
      }
      slots = new ArrayList<>(parameters.all());
      slots.addAll(adam.all());
      checkpointPersistence = persistence(tf.withSubScope("checkpoint"), slots);
    }
    List<Op> assignments = new ArrayList<>();
    for (Parameters.Variable variable : configuration == null ? weights : slots) {
      assignments.add(tf.assignVariableOp(variable.handle(), variable.initial()));
    }
    initialize = tf.withControlDependencies(assignments).noOp();
  }

  /** TensorFlow's own checkpoint format, which carries a checksum of each tensor. */
  private static Persistence persistence(Ops tf, List<Parameters.Variable> variables) {
    Placeholder<TString> prefix = tf.placeholder(TString.class);
    String[] names = variables.stream().map(Parameters.Variable::name).toArray(String[]::new);
    String[] whole = new String[names.length];
    java.util.Arrays.fill(whole, "");
    Operand<TString> slices = tf.constant(NdArrays.vectorOfObjects(whole));
    List<Operand<?>> values = new ArrayList<>();
    variables.forEach(variable -> values.add(variable.value()));
    Op save = tf.train.save(prefix, tf.constant(NdArrays.vectorOfObjects(names)), slices, values);
    List<Class<? extends org.tensorflow.types.family.TType>> types = new ArrayList<>();
    variables.forEach(variable -> types.add(TFloat32.class));
    List<org.tensorflow.Output<?>> restored =
        tf.train
            .restore(prefix, tf.constant(NdArrays.vectorOfObjects(names)), slices, types)
            .tensors();
    List<Op> assignments = new ArrayList<>();
    for (int v = 0; v < names.length; v++) {
      @SuppressWarnings("unchecked")
      Operand<TFloat32> value = (Operand<TFloat32>) restored.get(v);
      Operand<TFloat32> shaped = tf.ensureShape(value, variables.get(v).shape());
      assignments.add(tf.assignVariableOp(variables.get(v).handle(), shaped));
    }
    return new Persistence(prefix, save, tf.withControlDependencies(assignments).noOp());
  }

  /** Values in each parameter, without Adam's slots. */
  public Map<String, Integer> parameterSizes() {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    parameters.all().forEach(v -> sizes.put(v.name(), Math.toIntExact(v.shape().size())));
    return sizes;
  }

  /** How a parameter's value is set from outside. Adds to the graph: for tests and imports. */
  public Assignment assignment(String parameter) {
    Parameters.Variable variable = variable(parameter);
    Ops tf = Ops.create(graph).withSubScope("assignment");
    Placeholder<TFloat32> value = tf.placeholder(TFloat32.class);
    return new Assignment(variable.shape(), value, tf.assignVariableOp(variable.handle(), value));
  }

  /**
   * Assigns generated item heads X Y[n], X [V+1, rank] of all networks and Y[n] [rank, d], whose
   * values vary as much as initial ones. Adds to the graph: for measurements.
   */
  public Op lowRankHeads(int rank) {
    Ops tf = Ops.create(graph).withSubScope("low_rank_heads");
    int d = shape.hiddenSize();
    Operand<TFloat32> items = normal(tf, 0, itemCount + 1, rank);
    List<Op> assignments = new ArrayList<>();
    for (int n = 0; n < shape.networks(); n++) {
      Parameters.Variable weight = variable(EnsembleNetworks.itemHeadWeight(n));
      // Initial ones are uniform in +-1/sqrt(d): of variance 1/(3d).
      Operand<TFloat32> directions =
          tf.math.mul(
              normal(tf, n + 1, rank, d), tf.constant((float) Math.sqrt(1 / (3.0 * d * rank))));
      assignments.add(tf.assignVariableOp(weight.handle(), tf.linalg.matMul(items, directions)));
    }
    return tf.withControlDependencies(assignments).noOp();
  }

  private Parameters.Variable variable(String name) {
    return parameters.all().stream().filter(v -> v.name().equals(name)).findFirst().orElseThrow();
  }

  private static Operand<TFloat32> normal(Ops tf, long seed, int rows, int columns) {
    return tf.random.statelessRandomNormal(
        tf.constant(new int[] {rows, columns}), tf.constant(new long[] {1, seed}), TFloat32.class);
  }

  public Graph graph() {
    return graph;
  }

  /** T. */
  public int maxLength() {
    return shape.maxLength();
  }

  /** V. */
  public int itemCount() {
    return itemCount;
  }

  @Override
  public void close() {
    graph.close();
  }
}
