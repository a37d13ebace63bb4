package io.emkd.tensorflow.graph;

import io.emkd.domain.configuration.ItemLossConfiguration;
import io.emkd.domain.configuration.LossConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.tensorflow.graph.compile.CompiledFunctions;
import io.emkd.tensorflow.graph.encoder.DropoutMask;
import io.emkd.tensorflow.graph.gradient.Differentiable;
import io.emkd.tensorflow.graph.kernel.MatrixProducts;
import io.emkd.tensorflow.graph.loss.AttributeLoss;
import io.emkd.tensorflow.graph.loss.ContrastLoss;
import io.emkd.tensorflow.graph.loss.GroupedItemLoss;
import io.emkd.tensorflow.graph.loss.ItemLogits;
import io.emkd.tensorflow.graph.loss.ItemLoss;
import io.emkd.tensorflow.graph.network.EnsembleNetworks;
import io.emkd.tensorflow.graph.update.AdamUpdate;
import io.emkd.tensorflow.graph.variable.Parameters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** The five loss terms, their gradients and the update by them. */
public final class TrainingGraph {
  /** Of K and of a group's rows, so that what XLA compiles for each does not vary each step. */
  private static final int LEAST_MULTIPLE = 32;

  private static final int GROUP_MULTIPLE = 16;

  /** [(M+1)*B, T]: the masked views in their order, then the original sequences. */
  public final Operand<TInt32> sequences;

  /** K has to be a multiple of it. */
  public final int maskedMultiple;

  /** [K] rows of [(M+1)*B*T] that are masked. */
  public final Operand<TInt32> maskedPositions;

  /** [K] the original items there. */
  public final Operand<TInt32> labels;

  /** [K] 1/K_m of the position's view; 0 where a row only fills the batch up. */
  public final Operand<TFloat32> weights;

  /** Null where the softmax is full. */
  public final ItemLogits.Sampled sampled;

  /** [P] rows of [(M+1)*B*T]: the original's positions that the last view masks. */
  public final Operand<TInt32> attributePositions;

  /** [Q, 2] (index into attributePositions, attribute) pairs. */
  public final Operand<TInt32> attributeTargets;

  /** Scalar, another one each step. */
  public final Operand<TInt64> dropoutSeed;

  public final AdamUpdate update;

  /** [6]: masked item, distillation, attribute, intra contrast, cross contrast, total. */
  public final Operand<TFloat32> losses;

  /** By parameter name. */
  public final Map<String, Operand<TFloat32>> gradients = new LinkedHashMap<>();

  TrainingGraph(
      Graph graph,
      Ops root,
      EnsembleNetworks ensemble,
      Parameters parameters,
      Parameters slots,
      List<EnsembleNetworks.AttributeHead> attributeHeads,
      TrainingConfiguration configuration,
      CompiledFunctions functions,
      int groups) {
    Ops tf = root.withSubScope("training");
    LossConfiguration loss = configuration.loss();
    int views = configuration.masking().maskedViews();
    int width = ensemble.shape.maxLength() * ensemble.shape.hiddenSize();
    maskedMultiple = groups == 1 ? LEAST_MULTIPLE : GROUP_MULTIPLE * groups;
    sequences = tf.withName("sequences").placeholder(TInt32.class);
    maskedPositions = tf.withName("masked_positions").placeholder(TInt32.class);
    labels = tf.withName("labels").placeholder(TInt32.class);
    weights = tf.withName("weights").placeholder(TFloat32.class);
    attributePositions = tf.withName("attribute_positions").placeholder(TInt32.class);
    attributeTargets = tf.withName("attribute_targets").placeholder(TInt32.class);
    dropoutSeed = tf.withName("dropout_seed").placeholder(TInt64.class);

    ItemLossConfiguration itemLoss = loss.itemLoss();
    sampled = itemLoss.sampled() ? ItemLogits.Sampled.placeholders(tf) : null;
    MatrixProducts products = new MatrixProducts(configuration.precision());
    Operand<TInt32> stepKey = tf.bitcast(dropoutSeed, TInt32.class);
    List<Differentiable> hidden = new ArrayList<>();
    List<Operand<TFloat32>> masked = new ArrayList<>();
    List<Operand<TFloat32>> attributeInputs = new ArrayList<>();
    for (int n = 0; n < ensemble.networks.size(); n++) {
      EnsembleNetworks.Network network = ensemble.networks.get(n);
      Differentiable encoded =
          network
              .encoder()
              .encodeForTraining(
                  tf, sequences, functions, products, new DropoutMask.Keys(stepKey, n));
      hidden.add(encoded);
      Operand<TFloat32> h = encoded.value();
      masked.add(tf.gather(h, maskedPositions, tf.constant(0)));
      attributeInputs.add(tf.gather(h, attributePositions, tf.constant(0)));
    }
    Operand<TInt32> rows =
        tf.reshape(
            tf.slice(tf.shape(sequences), tf.constant(new int[] {0}), tf.constant(new int[] {1})),
            tf.constant(new int[0]));
    Operand<TInt32> batchSize = tf.math.floorDiv(rows, tf.constant(views + 1));

    Operand<TFloat32> maskedItem;
    Operand<TFloat32> distillation;
    List<Differentiable.Derivative> ofItemLosses;
    if (itemLoss.sampled()) {
      ItemLogits logits =
          ItemLogits.sampled(
              tf, ensemble, masked, labels, sampled, itemLoss.sampledItems(), products);
      ItemLoss item =
          new ItemLoss(
              tf, logits, weights, loss.temperature(), loss.distillationWeight(), functions);
      maskedItem = item.maskedItem;
      distillation = item.distillation;
      ofItemLosses = logits.backward().apply(item.logitGradients);
    } else {
      GroupedItemLoss item =
          new GroupedItemLoss(
              tf, ensemble, masked, labels, weights, groups, loss, products, functions);
      maskedItem = item.maskedItem;
      distillation = item.distillation;
      ofItemLosses = item.derivatives;
    }
    AttributeLoss attribute =
        new AttributeLoss(tf, attributeInputs, attributeHeads, attributeTargets);
    ContrastLoss contrast =
        new ContrastLoss(
            graph,
            tf,
            hidden.stream().map(Differentiable::value).toList(),
            batchSize,
            views,
            width,
            loss.temperature(),
            loss.contrastWeight(),
            functions);
    Operand<TFloat32> contrasts =
        tf.math.mul(
            tf.math.add(contrast.intra, contrast.cross),
            tf.constant((float) loss.contrastWeight()));
    Operand<TFloat32> total =
        tf.math.add(
            tf.math.add(
                maskedItem,
                tf.math.mul(distillation, tf.constant((float) loss.distillationWeight()))),
            tf.math.add(attribute.attribute, contrasts));
    losses =
        tf.stack(
            List.of(
                maskedItem,
                distillation,
                attribute.attribute,
                contrast.intra,
                contrast.cross,
                total));

    List<Parameters.Variable> variables = parameters.all();
    List<Differentiable.Derivative> ofLosses = new ArrayList<>(ofItemLosses);
    ofLosses.add(new Differentiable.Derivative(attribute.attribute, tf.constant(1f)));
    List<Operand<TFloat32>> derived =
        gradients(
            graph,
            tf,
            variables,
            hidden,
            contrast.hiddenGradients,
            masked,
            attributeInputs,
            ofLosses);
    for (int v = 0; v < derived.size(); v++) {
      Parameters.Variable variable = variables.get(v);
      Operand<TFloat32> gradient = derived.get(v);
      if (variable.name().endsWith(".token")) {
        gradient = withoutPaddingRow(tf, gradient, ensemble.shape.hiddenSize());
      }
      gradients.put(variable.name(), gradient);
    }
    update = new AdamUpdate(tf, variables, slots, gradients);
  }

  /**
   * In two parts: from the losses to the hidden states and the heads, then from what the encoders'
   * own backward passes give to their parameters.
   *
   * @param byContrast of each network's hidden states
   * @param ofLosses of the losses that need only some rows of the hidden states
   */
  private List<Operand<TFloat32>> gradients(
      Graph graph,
      Ops tf,
      List<Parameters.Variable> variables,
      List<Differentiable> hidden,
      List<Operand<TFloat32>> byContrast,
      List<Operand<TFloat32>> masked,
      List<Operand<TFloat32>> attributeInputs,
      List<Differentiable.Derivative> ofLosses) {
    int networks = hidden.size();
    List<Parameters.Variable> heads = variables.stream().filter(TrainingGraph::isHead).toList();
    List<Operand<TFloat32>> by = new ArrayList<>(masked);
    by.addAll(attributeInputs);
    heads.forEach(head -> by.add(head.value()));
    List<Operand<TFloat32>> first =
        differentiate(
            graph,
            "gradients",
            ofLosses.stream().map(Differentiable.Derivative::of).toList(),
            by,
            ofLosses.stream().map(Differentiable.Derivative::gradient).toList());
    List<Operand<TFloat32>> byHidden = new ArrayList<>();
    for (int n = 0; n < networks; n++) {
      Operand<TFloat32> whole = tf.reshape(byContrast.get(n), tf.shape(hidden.get(n).value()));
      byHidden.add(
          addRows(
              tf,
              addRows(tf, whole, maskedPositions, first.get(n)),
              attributePositions,
              first.get(networks + n)));
    }

    List<Operand<TFloat32>> inner = new ArrayList<>();
    List<Operand<TFloat32>> innerGradients = new ArrayList<>();
    for (int n = 0; n < hidden.size(); n++) {
      for (Differentiable.Derivative derivative : hidden.get(n).backward().apply(byHidden.get(n))) {
        inner.add(derivative.of());
        innerGradients.add(derivative.gradient());
      }
    }
    List<Parameters.Variable> encoders = new ArrayList<>(variables);
    encoders.removeAll(heads);
    List<Operand<TFloat32>> second =
        differentiate(
            graph,
            "encoder_gradients",
            inner,
            encoders.stream().map(Parameters.Variable::value).toList(),
            innerGradients);
    List<Operand<TFloat32>> gradients = new ArrayList<>();
    for (Parameters.Variable variable : variables) {
      int head = heads.indexOf(variable);
      gradients.add(
          head < 0 ? second.get(encoders.indexOf(variable)) : first.get(2 * networks + head));
    }
    return gradients;
  }

  private static Operand<TFloat32> addRows(
      Ops tf, Operand<TFloat32> whole, Operand<TInt32> rows, Operand<TFloat32> values) {
    return tf.tensorScatterNdAdd(whole, tf.expandDims(rows, tf.constant(1)), values);
  }

  private static boolean isHead(Parameters.Variable variable) {
    return variable.name().contains("_head.");
  }

  @SuppressWarnings("unchecked")
  private static List<Operand<TFloat32>> differentiate(
      Graph graph,
      String prefix,
      List<Operand<TFloat32>> of,
      List<Operand<TFloat32>> by,
      List<Operand<TFloat32>> seeds) {
    List<Operand<TFloat32>> gradients = new ArrayList<>();
    for (Output<?> gradient :
        graph.addGradients(prefix, outputs(of), outputs(by), outputs(seeds))) {
      gradients.add((Output<TFloat32>) gradient);
    }
    return gradients;
  }

  private static Output<?>[] outputs(List<Operand<TFloat32>> operands) {
    return operands.stream().map(Operand::asOutput).toArray(Output<?>[]::new);
  }

  private static Operand<TFloat32> withoutPaddingRow(Ops tf, Operand<TFloat32> gradient, int d) {
    return tf.tensorScatterNdUpdate(
        gradient,
        tf.constant(new int[][] {{0}}),
        tf.zeros(tf.constant(new int[] {1, d}), TFloat32.class));
  }
}
