package io.emkd.tensorflow.graph.encoder.sasrec;

import io.emkd.domain.configuration.EnsembleConfiguration;
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
 * SASRec as RecBole has it ("Other encoders" of docs/specification.md): a transformer, post-norm,
 * over the items before each position, none of which sees those after it.
 */
public final class SasRecEncoder implements NetworkEncoder {
  private final EnsembleConfiguration shape;
  private final NormedEmbedding embedding;
  private final List<Block> blocks = new ArrayList<>();

  private record Block(AttentionSublayer attention, FeedForwardSublayer feedForward) {}

  /**
   * @param network the prefix of its parameters' names
   * @param itemCount V
   */
  public SasRecEncoder(
      Parameters parameters, String network, EnsembleConfiguration shape, int itemCount) {
    this.shape = shape;
    embedding = new NormedEmbedding(parameters, network, shape, itemCount);
    for (int l = 0; l < shape.blocks(); l++) {
      String block = network + "block." + l + ".";
      blocks.add(
          new Block(
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
      x = block.feedForward.of(tf, block.attention.of(tf, x, mask, dropout), dropout);
    }
    return x;
  }

  @Override
  public Operand<TFloat32> encodeLast(Ops tf, ScoredPositions scored) {
    ScoredPositions at = scored.preceding(tf);
    Operand<TFloat32> mask = CausalMask.of(tf, at.sequences(), shape.maxLength());
    Operand<TFloat32> x = embedding.ofScored(tf, at);
    int last = blocks.size() - 1;
    for (Block block : blocks.subList(0, last)) {
      x = block.feedForward.of(tf, block.attention.ofScored(tf, x, mask, at), Dropout.NONE);
    }
    Block block = blocks.get(last);
    Operand<TFloat32> lastMask = CausalMask.ofLast(tf, at.sequences(), shape.maxLength());
    return block.feedForward.of(tf, block.attention.ofLast(tf, x, lastMask, at), Dropout.NONE);
  }
}
