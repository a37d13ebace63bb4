package io.emkd.tensorflow.graph;

import io.emkd.domain.configuration.ItemLossConfiguration;
import io.emkd.tensorflow.graph.loss.AttributeInputs;
import io.emkd.tensorflow.graph.loss.MaskedInputs;
import io.emkd.tensorflow.graph.loss.SampledInputs;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * The placeholders that a training step is fed by, besides those of {@link
 * io.emkd.tensorflow.graph.update.StepScalars}.
 *
 * @param sequences [(M+1)*B, T]: the masked views in their order, then the original sequences
 * @param sampled empty where the softmax is full
 * @param dropoutSeed a scalar, another one each step
 */
public record TrainingInputs(
    Operand<TInt32> sequences,
    MaskedInputs masked,
    AttributeInputs attributes,
    Operand<TInt64> dropoutSeed,
    Optional<SampledInputs> sampled) {
  /** Returns all placeholders, in an order that {@link #of} takes. */
  List<Operand<?>> all() {
    List<Operand<?>> all =
        new ArrayList<>(
            List.of(
                sequences,
                masked.positions(),
                masked.labels(),
                masked.weights(),
                attributes.positions(),
                attributes.weights(),
                attributes.targets(),
                dropoutSeed));
    sampled.ifPresent(
        s -> all.addAll(List.of(s.items(), s.labelCorrections(), s.itemCorrections())));
    return all;
  }

  /** Returns the same of a function's inputs, which stand for {@link #all}. */
  @SuppressWarnings("unchecked")
  TrainingInputs of(List<Operand<?>> inputs) {
    Iterator<Operand<?>> next = inputs.iterator();
    return new TrainingInputs(
        (Operand<TInt32>) next.next(),
        new MaskedInputs(
            (Operand<TInt32>) next.next(),
            (Operand<TInt32>) next.next(),
            (Operand<TFloat32>) next.next()),
        new AttributeInputs(
            (Operand<TInt32>) next.next(),
            (Operand<TFloat32>) next.next(),
            (Operand<TInt32>) next.next()),
        (Operand<TInt64>) next.next(),
        sampled.map(
            s ->
                new SampledInputs(
                    (Operand<TInt32>) next.next(),
                    (Operand<TFloat32>) next.next(),
                    (Operand<TFloat32>) next.next(),
                    s.count())));
  }

  static TrainingInputs placeholders(Ops tf, ItemLossConfiguration itemLoss) {
    return new TrainingInputs(
        tf.withName("sequences").placeholder(TInt32.class),
        MaskedInputs.placeholders(tf),
        AttributeInputs.placeholders(tf),
        tf.withName("dropout_seed").placeholder(TInt64.class),
        itemLoss.sampled()
            ? Optional.of(SampledInputs.placeholders(tf, itemLoss.sampledItems()))
            : Optional.empty());
  }
}
