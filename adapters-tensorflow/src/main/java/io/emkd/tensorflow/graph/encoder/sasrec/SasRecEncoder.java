package io.emkd.tensorflow.graph.encoder.sasrec;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.graph.encoder.ScoredPositions;
import io.emkd.tensorflow.graph.encoder.dropout.Dropout;
import io.emkd.tensorflow.graph.encoder.layer.AttentionSublayer;
import io.emkd.tensorflow.graph.encoder.layer.CausalTransformer;
import io.emkd.tensorflow.graph.encoder.layer.FeedForwardSublayer;
import io.emkd.tensorflow.graph.variable.Parameters;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * SASRec as RecBole has it ("Other encoders" of docs/specification.md): a transformer, post-norm,
 * over the items before each position, none of which sees those after it.
 */
public final class SasRecEncoder extends CausalTransformer {
  private record AttentionBlock(AttentionSublayer attention, FeedForwardSublayer feedForward)
      implements Block {
    @Override
    public Operand<TFloat32> of(
        Ops tf, Operand<TFloat32> x, Operand<TFloat32> mask, ScoredPositions at, Dropout dropout) {
      return feedForward.of(tf, attention.of(tf, x, mask, at, dropout), dropout);
    }

    @Override
    public Operand<TFloat32> ofLast(
        Ops tf, Operand<TFloat32> x, Operand<TFloat32> mask, ScoredPositions at) {
      return feedForward.of(tf, attention.ofLast(tf, x, mask, at), Dropout.NONE);
    }
  }

  /**
   * @param network the prefix of its parameters' names
   * @param itemCount V
   */
  public SasRecEncoder(
      Parameters parameters, String network, EnsembleConfiguration shape, int itemCount) {
    super(
        parameters,
        network,
        shape,
        itemCount,
        block ->
            new AttentionBlock(
                new AttentionSublayer(parameters, block, shape),
                new FeedForwardSublayer(parameters, block, shape)));
  }
}
