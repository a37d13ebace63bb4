package io.emkd.tensorflow.graph.encoder.postnorm;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.graph.encoder.AllPositions;
import io.emkd.tensorflow.graph.encoder.ScoredPositions;
import io.emkd.tensorflow.graph.encoder.dropout.Dropout;
import io.emkd.tensorflow.graph.encoder.layer.AttentionSublayer;
import io.emkd.tensorflow.graph.encoder.layer.ExactGelu;
import io.emkd.tensorflow.graph.encoder.layer.FeedForwardSublayer;
import io.emkd.tensorflow.graph.encoder.layer.GraphDifferentiatedEncoder;
import io.emkd.tensorflow.graph.encoder.layer.NormedEmbedding;
import io.emkd.tensorflow.graph.encoder.layer.PaddingMask;
import io.emkd.tensorflow.graph.encoder.layer.RowNorm;
import io.emkd.tensorflow.graph.encoder.layer.SmallLinear;
import io.emkd.tensorflow.graph.kernel.Kernels.Linear;
import io.emkd.tensorflow.graph.variable.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * BERT4Rec as RecBole has it: an embedding that is normalised, blocks of attention over all items
 * and of feed-forward, each normalised after its sum, then norm(gelu(W x + b)).
 */
public final class PostNormBert4RecEncoder extends GraphDifferentiatedEncoder {
  private record Block(AttentionSublayer attention, FeedForwardSublayer feedForward) {}

  private final int length;
  private final NormedEmbedding embedding;
  private final List<Block> blocks = new ArrayList<>();
  private final Linear output;
  private final RowNorm outputNorm;

  /**
   * @param network the prefix of its parameters' names
   * @param itemCount V
   */
  public PostNormBert4RecEncoder(
      Parameters parameters, String network, EnsembleConfiguration shape, int itemCount) {
    super(shape.dropout());
    length = shape.maxLength();
    embedding = new NormedEmbedding(parameters, network, shape, itemCount);
    for (int l = 0; l < shape.blocks(); l++) {
      String block = network + "block." + l + ".";
      blocks.add(
          new Block(
              new AttentionSublayer(parameters, block, shape),
              new FeedForwardSublayer(parameters, block, shape)));
    }
    output =
        SmallLinear.declared(
            parameters, network + "output", shape.hiddenSize(), shape.hiddenSize());
    outputNorm = RowNorm.declared(parameters, network + "output_norm", shape);
  }

  @Override
  protected Operand<TFloat32> states(Ops tf, Operand<TInt32> sequences, Dropout dropout) {
    ScoredPositions at = AllPositions.of(tf, sequences, length);
    Operand<TFloat32> mask = PaddingMask.of(tf, sequences);
    Operand<TFloat32> x = embedding.of(tf, sequences, dropout);
    for (Block block : blocks) {
      x = block.feedForward.of(tf, block.attention.of(tf, x, mask, at, dropout), dropout);
    }
    return mapped(tf, x);
  }

  @Override
  public Operand<TFloat32> encodeLast(Ops tf, ScoredPositions at) {
    Operand<TFloat32> mask = PaddingMask.of(tf, at.sequences());
    Operand<TFloat32> x = embedding.ofScored(tf, at);
    int last = blocks.size() - 1;
    for (Block block : blocks.subList(0, last)) {
      x = block.feedForward.of(tf, block.attention.of(tf, x, mask, at, Dropout.NONE), Dropout.NONE);
    }
    Block end = blocks.get(last);
    return mapped(tf, end.feedForward.of(tf, end.attention.ofLast(tf, x, mask, at), Dropout.NONE));
  }

  private Operand<TFloat32> mapped(Ops tf, Operand<TFloat32> x) {
    return outputNorm.of(tf, ExactGelu.of(tf, output.apply(tf, x)));
  }
}
