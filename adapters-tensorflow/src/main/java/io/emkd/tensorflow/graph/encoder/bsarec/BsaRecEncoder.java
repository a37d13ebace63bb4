package io.emkd.tensorflow.graph.encoder.bsarec;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.graph.encoder.AllPositions;
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
 * BSARec as its authors have it ("Other encoders" of docs/specification.md): a transformer,
 * post-norm, over the items before each position, with a filter of frequencies beside its causal
 * attention.
 */
public final class BsaRecEncoder extends CausalTransformer {
  /** What of a block's input comes from the filter; the rest is from attention. */
  private static final float FILTER_SHARE = 0.7f;

  /** The lowest frequencies, which the filter lets through as they are. */
  private static final int LOW_FREQUENCIES = 3;

  private final int length;

  private record FilteredBlock(
      FilterSublayer filter, AttentionSublayer attention, FeedForwardSublayer feedForward)
      implements Block {
    @Override
    public Operand<TFloat32> of(
        Ops tf, Operand<TFloat32> x, Operand<TFloat32> mask, ScoredPositions at, Dropout dropout) {
      Operand<TFloat32> filtered = filter.of(tf, x, dropout);
      Operand<TFloat32> attended = attention.of(tf, x, mask, at, dropout);
      return feedForward.of(tf, mixed(tf, filtered, attended), dropout);
    }

    @Override
    public Operand<TFloat32> ofLast(
        Ops tf, Operand<TFloat32> x, Operand<TFloat32> mask, ScoredPositions at) {
      Operand<TFloat32> filtered = at.last(tf, filter.of(tf, x, Dropout.NONE));
      Operand<TFloat32> attended = attention.ofLast(tf, x, mask, at);
      return feedForward.of(tf, mixed(tf, filtered, attended), Dropout.NONE);
    }

    private static Operand<TFloat32> mixed(
        Ops tf, Operand<TFloat32> filtered, Operand<TFloat32> attended) {
      return tf.math.add(
          tf.math.mul(filtered, tf.constant(FILTER_SHARE)),
          tf.math.mul(attended, tf.constant(1 - FILTER_SHARE)));
    }
  }

  /**
   * @param network the prefix of its parameters' names
   * @param itemCount V
   */
  public BsaRecEncoder(
      Parameters parameters, String network, EnsembleConfiguration shape, int itemCount) {
    super(
        parameters,
        network,
        shape,
        itemCount,
        block ->
            new FilteredBlock(
                new FilterSublayer(parameters, block, shape, LOW_FREQUENCIES),
                new AttentionSublayer(parameters, block, shape),
                new FeedForwardSublayer(parameters, block, shape)));
    length = shape.maxLength();
  }

  /** The filter needs padding as well. */
  @Override
  protected ScoredPositions needed(Ops tf, ScoredPositions scored) {
    return AllPositions.of(tf, scored.sequences(), length);
  }
}
