package io.emkd.tensorflow.graph;

import io.emkd.domain.configuration.LossConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.tensorflow.graph.compile.Compilation;
import io.emkd.tensorflow.graph.encoder.dropout.DropoutKeys;
import io.emkd.tensorflow.graph.gradient.Derivative;
import io.emkd.tensorflow.graph.gradient.Differentiable;
import io.emkd.tensorflow.graph.kernel.Kernels.Linear;
import io.emkd.tensorflow.graph.kernel.TrainingOps;
import io.emkd.tensorflow.graph.loss.AttributeLoss;
import io.emkd.tensorflow.graph.loss.ContrastLoss;
import io.emkd.tensorflow.graph.loss.GroupedItemLoss;
import io.emkd.tensorflow.graph.loss.ItemLosses;
import io.emkd.tensorflow.graph.loss.MaskedStates;
import io.emkd.tensorflow.graph.loss.SoftmaxHeads;
import io.emkd.tensorflow.graph.loss.ViewLayout;
import io.emkd.tensorflow.graph.network.EnsembleNetworks;
import io.emkd.tensorflow.graph.network.TeacherNetworks;
import io.emkd.tensorflow.graph.update.EncodedBatch;
import io.emkd.tensorflow.graph.update.HiddenRows;
import io.emkd.tensorflow.graph.update.ParameterGradients;
import io.emkd.tensorflow.graph.update.ParameterUpdate;
import io.emkd.tensorflow.graph.update.StepScalars;
import io.emkd.tensorflow.graph.variable.Parameters;
import io.emkd.tensorflow.graph.variable.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** What a step computes of what it is fed: the five loss terms and their gradients. */
final class StepComputation {
  private final TrainingInputs inputs;

  /**
   * The terms, [6]: masked item, distillation, attribute, intra contrast, cross contrast, total.
   */
  final Operand<TFloat32> losses;

  /** The gradients of the total by parameter name. */
  final Map<String, Operand<TFloat32>> gradients;

  private final TrainingOps ops;
  private final EnsembleNetworks ensemble;
  private final Optional<TeacherNetworks> teacher;
  private final TrainingConfiguration configuration;

  /**
   * @param teacher what the ensemble learns from
   * @param parameters all that is learnt
   * @param groups in how many groups of masked positions the item losses over all items are
   *     computed
   */
  StepComputation(
      TrainingOps ops,
      EnsembleNetworks ensemble,
      Optional<TeacherNetworks> teacher,
      List<Linear> attributeHeads,
      Parameters parameters,
      TrainingConfiguration configuration,
      TrainingInputs inputs,
      int groups) {
    this.ops = ops;
    this.ensemble = ensemble;
    this.teacher = teacher;
    this.configuration = configuration;
    this.inputs = inputs;
    Ops tf = ops.tf();
    EncodedBatch encoded = encode();
    ViewLayout layout = layout();
    ItemLosses item = itemLosses(encoded, groups);
    Operand<TFloat32> attribute =
        AttributeLoss.of(tf, encoded.attributes().values(), attributeHeads, inputs.attributes());
    ContrastLoss contrast = ContrastLoss.of(ops, encoded.values(), layout, configuration.loss());
    losses = losses(item, attribute, contrast);
    List<Derivative> ofLosses = new ArrayList<>(item.derivatives());
    ofLosses.add(
        new Derivative(
            attribute, tf.constant(configuration.loss().attributeWeight().floatValue())));
    gradients =
        new ParameterGradients(tf, parameters.all(), ensemble.tiedWeights())
            .gradients(encoded, contrast.hiddenGradients(), ofLosses);
  }

  /**
   * Returns {@link #losses}, by which every parameter is updated.
   *
   * @param learnt the parameters
   * @param slots declares what the update keeps of each
   * @param averages of the first of them, which the update keeps; may be empty
   */
  Operand<TFloat32> updating(
      Parameters learnt, Parameters slots, List<Variable> averages, StepScalars scalars) {
    ParameterUpdate update =
        new ParameterUpdate(
            ops, learnt.all(), slots, averages, gradients, configuration.optimizer(), scalars);
    return ops.tf().withControlDependencies(List.of(update.operation)).identity(losses);
  }

  private EncodedBatch encode() {
    Ops tf = ops.tf();
    Operand<TInt32> stepKey = tf.bitcast(inputs.dropoutSeed(), TInt32.class);
    List<Differentiable> states = new ArrayList<>();
    List<Operand<TFloat32>> masked = new ArrayList<>();
    List<Operand<TFloat32>> attributes = new ArrayList<>();
    for (int n = 0; n < ensemble.networks().size(); n++) {
      TrainingOps own = ops.of(n);
      Differentiable encoded =
          ensemble
              .networks()
              .get(n)
              .encoder()
              .encodeForTraining(own, inputs.sequences(), new DropoutKeys(stepKey, n));
      states.add(encoded);
      Operand<TFloat32> h = encoded.value();
      masked.add(own.tf().gather(h, inputs.masked().positions(), own.tf().constant(0)));
      attributes.add(own.tf().gather(h, inputs.attributes().positions(), own.tf().constant(0)));
    }
    return new EncodedBatch(
        states,
        new HiddenRows(inputs.masked().positions(), masked),
        new HiddenRows(inputs.attributes().positions(), attributes));
  }

  private ViewLayout layout() {
    int views = configuration.masking().maskedViews();
    return new ViewLayout(
        ops.tf().reshape(batchSize(), ops.tf().constant(new int[0])),
        views,
        ensemble.shape().maxLength() * ensemble.shape().hiddenSize());
  }

  /** Returns B: [1]. */
  private Operand<TInt32> batchSize() {
    Ops tf = ops.tf();
    Operand<TInt32> rows =
        tf.slice(
            tf.shape(inputs.sequences()), tf.constant(new int[] {0}), tf.constant(new int[] {1}));
    return tf.math.floorDiv(rows, tf.constant(configuration.masking().maskedViews() + 1));
  }

  /** Returns the teacher's hidden states of masked positions, which are all among the views. */
  private Operand<TFloat32> taught(TeacherNetworks networks) {
    Ops tf = ops.tf();
    Operand<TInt32> rows =
        tf.math.mul(batchSize(), tf.constant(configuration.masking().maskedViews()));
    Operand<TInt32> views =
        tf.slice(
            inputs.sequences(),
            tf.constant(new int[] {0, 0}),
            tf.concat(
                List.of(rows, tf.constant(new int[] {ensemble.shape().maxLength()})),
                tf.constant(0)));
    return networks.states(tf, views, inputs.masked().positions());
  }

  private ItemLosses itemLosses(EncodedBatch encoded, int groups) {
    MaskedStates masked = new MaskedStates(encoded.masked().values(), teacher.map(this::taught));
    SoftmaxHeads heads = SoftmaxHeads.of(ensemble, teacher.map(t -> t.head(ops.tf())));
    LossConfiguration loss = configuration.loss();
    return inputs
        .sampled()
        .map(sample -> ItemLosses.sampled(ops, heads, masked, inputs.masked(), sample, loss))
        .orElseGet(
            () ->
                ops.compilation() == Compilation.PROGRAM
                    ? ItemLosses.padded(ops, heads, masked, inputs.masked(), loss)
                    : GroupedItemLoss.of(ops, heads, masked, inputs.masked(), groups, loss));
  }

  /** Returns all terms and their weighted sum: [6]. */
  private Operand<TFloat32> losses(
      ItemLosses item, Operand<TFloat32> attribute, ContrastLoss contrast) {
    Ops tf = ops.tf();
    LossConfiguration loss = configuration.loss();
    Operand<TFloat32> contrasts =
        tf.math.add(
            weighted(contrast.intra(), loss.intraContrastWeight()),
            weighted(contrast.cross(), loss.crossContrastWeight()));
    Operand<TFloat32> total =
        tf.math.add(
            tf.math.add(
                item.maskedItem(), weighted(item.distillation(), loss.distillationWeight())),
            tf.math.add(weighted(attribute, loss.attributeWeight()), contrasts));
    return tf.stack(
        List.of(
            item.maskedItem(),
            item.distillation(),
            attribute,
            contrast.intra(),
            contrast.cross(),
            total));
  }

  private Operand<TFloat32> weighted(Operand<TFloat32> term, double weight) {
    return ops.tf().math.mul(term, ops.tf().constant((float) weight));
  }
}
