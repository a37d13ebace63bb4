package io.emkd.tensorflow.graph;

import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.tensorflow.graph.compile.Compilation;
import io.emkd.tensorflow.graph.compile.Functions;
import io.emkd.tensorflow.graph.compile.Program;
import io.emkd.tensorflow.graph.kernel.MatrixProducts;
import io.emkd.tensorflow.graph.kernel.PortableKernels;
import io.emkd.tensorflow.graph.kernel.TrainingOps;
import io.emkd.tensorflow.graph.network.EnsembleNetworks;
import io.emkd.tensorflow.graph.network.TeacherNetworks;
import io.emkd.tensorflow.graph.placement.NetworkDevices;
import io.emkd.tensorflow.graph.update.StepScalars;
import io.emkd.tensorflow.graph.variable.Parameters;
import io.emkd.tensorflow.graph.variable.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A step as one program. What a step does not fetch is a program of its own, added to the graph
 * when it is first asked for: the loss terms without an update, and the gradients.
 */
final class CompiledTraining implements TrainingGraph {
  /** Vectors of a GPU's matrix units. */
  private static final int MASKED_MULTIPLE = 128;

  private final Ops tf;
  private final TrainingConfiguration configuration;
  private final int itemCount;
  private final int attributeCount;
  private final TrainedVariables variables;
  private final TrainingInputs inputs;
  private final StepScalars scalars;
  private final Operand<TFloat32> step;
  private final Map<String, List<Operand<TFloat32>>> programs = new HashMap<>();

  /**
   * @param itemCount V
   * @param attributeCount A
   */
  CompiledTraining(
      Ops tf,
      TrainingConfiguration configuration,
      int itemCount,
      int attributeCount,
      TrainedVariables variables) {
    this.tf = tf;
    this.configuration = configuration;
    this.itemCount = itemCount;
    this.attributeCount = attributeCount;
    this.variables = variables;
    this.inputs = TrainingInputs.placeholders(tf, configuration.loss().itemLoss());
    this.scalars = StepScalars.placeholders(tf);
    this.step =
        program(
                "training_step",
                (computed, in, learnt, kept, means) ->
                    List.of(computed.updating(learnt, kept, means.captureAll(), in)))
            .get(0);
  }

  /** What a program fetches of a step's computation. */
  private interface Fetched {
    /**
     * @param learnt the parameters, as the program sees them
     * @param kept declares what the update keeps of each
     * @param means of the first of them, to be captured
     */
    List<Operand<TFloat32>> of(
        StepComputation computed,
        StepScalars scalars,
        Parameters learnt,
        Parameters kept,
        Parameters means);
  }

  private List<Operand<TFloat32>> program(String name, Fetched fetched) {
    return programs.computeIfAbsent(name, absent -> added(name, fetched));
  }

  private List<Operand<TFloat32>> added(String name, Fetched fetched) {
    List<Operand<?>> fed = new ArrayList<>(inputs.all());
    int first = fed.size();
    fed.addAll(scalars.all());
    return Program.call(
        tf,
        name,
        fed,
        List.of(
            variables.parameters(), variables.slots(), variables.averages(), variables.teacher()),
        (f, in, captured) ->
            fetched.of(
                computation(f, inputs.of(in.subList(0, first)), captured.get(0), captured.get(3)),
                StepScalars.of(in.subList(first, in.size())),
                captured.get(0),
                captured.get(1),
                captured.get(2)));
  }

  private StepComputation computation(
      Ops f, TrainingInputs in, Parameters learnt, Parameters taught) {
    EnsembleNetworks networks =
        new EnsembleNetworks(
            learnt, configuration.ensemble(), itemCount, new PortableKernels(), NetworkDevices.ANY);
    return new StepComputation(
        new TrainingOps(
            f,
            Functions.INLINED,
            new MatrixProducts(configuration.precision()),
            Compilation.PROGRAM,
            NetworkDevices.ANY),
        networks,
        TeacherNetworks.of(configuration, taught, itemCount),
        networks.attributeHeads(learnt, attributeCount),
        learnt,
        configuration,
        in,
        1);
  }

  @Override
  public TrainingInputs inputs() {
    return inputs;
  }

  @Override
  public StepScalars scalars() {
    return scalars;
  }

  @Override
  public int maskedMultiple() {
    return MASKED_MULTIPLE;
  }

  @Override
  public Operand<TFloat32> step() {
    return step;
  }

  @Override
  public Operand<TFloat32> losses() {
    return program(
            "training_losses", (computed, in, learnt, kept, means) -> List.of(computed.losses))
        .get(0);
  }

  @Override
  public Map<String, Operand<TFloat32>> gradients() {
    List<Operand<TFloat32>> values =
        program(
            "training_gradients",
            (computed, in, learnt, kept, means) -> List.copyOf(computed.gradients.values()));
    Map<String, Operand<TFloat32>> gradients = new LinkedHashMap<>();
    for (Variable variable : variables.parameters().all()) {
      gradients.put(variable.name(), values.get(gradients.size()));
    }
    return gradients;
  }
}
