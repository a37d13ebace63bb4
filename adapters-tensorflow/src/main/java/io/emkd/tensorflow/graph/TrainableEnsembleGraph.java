package io.emkd.tensorflow.graph;

import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.tensorflow.graph.compile.Compilation;
import io.emkd.tensorflow.graph.kernel.Kernels;
import io.emkd.tensorflow.graph.kernel.Kernels.Linear;
import io.emkd.tensorflow.graph.placement.NetworkDevices;
import io.emkd.tensorflow.graph.variable.Assignment;
import io.emkd.tensorflow.graph.variable.Parameters;
import io.emkd.tensorflow.graph.variable.Persistence;
import io.emkd.tensorflow.graph.variable.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;

/** The graph of an ensemble that learns, and scores between steps. */
public final class TrainableEnsembleGraph extends EnsembleGraph {
  public final TrainingGraph training;

  private static final String TEACHER_PREFIX = "teacher.";

  /** How many sizes of a step's inputs vary from batch to batch: K, P and Q. */
  public static final int FILLED_SIZES = 3;

  /** To what the varying sizes are filled up, [3]: what is compiled for them is part of a state. */
  public final Variable filledSizes;

  public final Assignment sizesAssignment;

  /** Saves and restores weights, their averages, what the update keeps, {@link #filledSizes}. */
  public final Persistence checkpointPersistence;

  /** Restores the weights of what the networks learn from; no part of a checkpoint. */
  public final Optional<Persistence> teacherPersistence;

  private final Persistence weightPersistence;
  private final Op initialize;

  /**
   * @param itemCount V
   * @param attributeCount A
   * @param compilation of a step
   * @param kernels of scoring, that work where it is to run
   * @param devices of the networks; {@link NetworkDevices#ANY} with {@link Compilation#PROGRAM},
   *     which is on one device
   */
  public TrainableEnsembleGraph(
      TrainingConfiguration configuration,
      int itemCount,
      int attributeCount,
      Compilation compilation,
      Kernels kernels,
      NetworkDevices devices) {
    super(
        configuration.ensemble(),
        itemCount,
        configuration.seed(),
        configuration.optimizer().averages(),
        kernels,
        devices);
    List<Variable> published =
        new ArrayList<>(configuration.optimizer().averages() ? averages.all() : parameters.all());
    published.addAll(counted.all());
    weightPersistence =
        Persistence.of(
            tf.withSubScope("weights"),
            published,
            Stream.concat(parameters.all().stream(), counted.all().stream())
                .map(Variable::name)
                .toList());
    List<Linear> heads = networks.attributeHeads(parameters, attributeCount);
    Parameters slots = new Parameters(tf);
    Parameters teacher = new Parameters(tf, 0, 1, TEACHER_PREFIX);
    TrainedVariables variables = new TrainedVariables(parameters, slots, averages, teacher);
    Ops scope = tf.withSubScope("training");
    training =
        compilation == Compilation.PROGRAM
            ? new CompiledTraining(scope, configuration, itemCount, attributeCount, variables)
            : OperationwiseTraining.of(
                scope, networks, heads, variables, configuration, compilation, devices);
    teacherPersistence =
        configuration
            .teacher()
            .map(
                known ->
                    Persistence.of(
                        tf.withSubScope("teacher"),
                        teacher.all(),
                        teacher.all().stream()
                            .map(variable -> variable.name().substring(TEACHER_PREFIX.length()))
                            .toList()));
    filledSizes = slots.zeros("filled_sizes", FILLED_SIZES);
    sizesAssignment = Assignment.to(tf.withSubScope("sizes"), filledSizes);
    List<Variable> all = new ArrayList<>(parameters.all());
    all.addAll(averages.all());
    all.addAll(slots.all());
    checkpointPersistence = Persistence.of(tf.withSubScope("checkpoint"), all);
    List<Variable> withCounted = new ArrayList<>(all);
    withCounted.addAll(counted.all());
    initialize = initialization(withCounted);
  }

  @Override
  public Persistence weightPersistence() {
    return weightPersistence;
  }

  @Override
  public Op initialize() {
    return initialize;
  }
}
