package io.emkd.tensorflow.graph.encoder.bsarec;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.graph.encoder.AllPositions;
import io.emkd.tensorflow.graph.encoder.NetworkEncoder;
import io.emkd.tensorflow.graph.encoder.PrecedingItems;
import io.emkd.tensorflow.graph.encoder.ScoredPositions;
import io.emkd.tensorflow.graph.encoder.dropout.Dropout;
import io.emkd.tensorflow.graph.encoder.dropout.DropoutKeys;
import io.emkd.tensorflow.graph.encoder.layer.AttentionSublayer;
import io.emkd.tensorflow.graph.encoder.layer.CausalMask;
import io.emkd.tensorflow.graph.encoder.layer.FeedForwardSublayer;
import io.emkd.tensorflow.graph.encoder.layer.NormedEmbedding;
import io.emkd.tensorflow.graph.gradient.Differentiable;
import io.emkd.tensorflow.graph.kernel.TrainingOps;
import io.emkd.tensorflow.graph.variable.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * BSARec as its authors have it ("Other encoders" of docs/specification.md): a transformer,
 * post-norm, over the items before each position, with a filter of frequencies beside its causal
 * attention.
 */
public final class BsaRecEncoder implements NetworkEncoder {
  /** What of a block's input comes from the filter; the rest is from attention. */
  private static final float FILTER_SHARE = 0.7f;

  /** The lowest frequencies, which the filter lets through as they are. */
  private static final int LOW_FREQUENCIES = 3;

  private final EnsembleConfiguration shape;
  private final NormedEmbedding embedding;
  private final List<Block> blocks = new ArrayList<>();

  private record Block(
      FilterSublayer filter, AttentionSublayer attention, FeedForwardSublayer feedForward) {}

  /**
   * @param network the prefix of its parameters' names
   * @param itemCount V
   */
  public BsaRecEncoder(
      Parameters parameters, String network, EnsembleConfiguration shape, int itemCount) {
    this.shape = shape;
    embedding = new NormedEmbedding(parameters, network, shape, itemCount);
    for (int l = 0; l < shape.blocks(); l++) {
      String block = network + "block." + l + ".";
      blocks.add(
          new Block(
              new FilterSublayer(parameters, block, shape, LOW_FREQUENCIES),
              new AttentionSublayer(parameters, block, shape),
              new FeedForwardSublayer(parameters, block, shape.hiddenSize())));
    }
  }

  @Override
  public Operand<TFloat32> encode(Ops tf, Operand<TInt32> sequences) {
    return states(tf, sequences, Dropout.NONE);
  }

  @Override
  public Differentiable encodeForTraining(
      TrainingOps ops, Operand<TInt32> sequences, DropoutKeys keys) {
    Dropout dropout = Dropout.training(shape.dropout(), ops.compilation(), keys);
    return Differentiable.byTheGraph(states(ops.tf(), sequences, dropout));
  }

  private Operand<TFloat32> states(Ops tf, Operand<TInt32> sequences, Dropout dropout) {
    Operand<TInt32> items = PrecedingItems.of(tf, sequences, shape.maxLength());
    Operand<TFloat32> mask = CausalMask.of(tf, items, shape.maxLength());
    Operand<TFloat32> x = embedding.of(tf, items, dropout);
    for (Block block : blocks) {
      Operand<TFloat32> filtered = block.filter.of(tf, x, dropout);
      Operand<TFloat32> attended = block.attention.of(tf, x, mask, dropout);
      x = block.feedForward.of(tf, mixed(tf, filtered, attended), dropout);
    }
    return x;
  }

  /** The filter needs padding as well: all positions are computed, but for the last block's. */
  @Override
  public Operand<TFloat32> encodeLast(Ops tf, ScoredPositions scored) {
    ScoredPositions at = AllPositions.of(tf, scored.sequences(), shape.maxLength()).preceding(tf);
    Operand<TFloat32> mask = CausalMask.of(tf, at.sequences(), shape.maxLength());
    Operand<TFloat32> x = embedding.ofScored(tf, at);
    int last = blocks.size() - 1;
    for (Block block : blocks.subList(0, last)) {
      Operand<TFloat32> filtered = block.filter.of(tf, x, Dropout.NONE);
      Operand<TFloat32> attended = block.attention.of(tf, x, mask, Dropout.NONE);
      x = block.feedForward.of(tf, mixed(tf, filtered, attended), Dropout.NONE);
    }
    Block block = blocks.get(last);
    Operand<TFloat32> lastMask = CausalMask.ofLast(tf, at.sequences(), shape.maxLength());
    Operand<TFloat32> filtered = at.last(tf, block.filter.of(tf, x, Dropout.NONE));
    Operand<TFloat32> attended = block.attention.ofLast(tf, x, lastMask, at);
    return block.feedForward.of(tf, mixed(tf, filtered, attended), Dropout.NONE);
  }

  private static Operand<TFloat32> mixed(
      Ops tf, Operand<TFloat32> filtered, Operand<TFloat32> attended) {
    return tf.math.add(
        tf.math.mul(filtered, tf.constant(FILTER_SHARE)),
        tf.math.mul(attended, tf.constant(1 - FILTER_SHARE)));
  }
}
