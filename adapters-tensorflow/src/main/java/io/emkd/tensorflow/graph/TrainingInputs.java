package io.emkd.tensorflow.graph;

import io.emkd.domain.configuration.ItemLossConfiguration;
import io.emkd.tensorflow.graph.loss.AttributeInputs;
import io.emkd.tensorflow.graph.loss.MaskedInputs;
import io.emkd.tensorflow.graph.loss.SampledInputs;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * The placeholders that a training step is fed by, besides those of {@link
 * io.emkd.tensorflow.graph.update.AdamUpdate}.
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
