package io.emkd.tensorflow.graph.encoder.layer;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.graph.encoder.AllPositions;
import io.emkd.tensorflow.graph.encoder.ScoredPositions;
import io.emkd.tensorflow.graph.encoder.dropout.Dropout;
import io.emkd.tensorflow.graph.variable.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** An embedding and blocks with causal attention, over the items before each position. */
public abstract class CausalTransformer extends GraphDifferentiatedEncoder {
  private final int length;
  private final NormedEmbedding embedding;
  private final List<Block> blocks = new ArrayList<>();

  /** Takes hidden states at P positions, [P, d], on. */
  public interface Block {
    /**
     * @param mask of attention, [S, T, T]
     * @return [P, d]
     */
    Operand<TFloat32> of(
        Ops tf, Operand<TFloat32> x, Operand<TFloat32> mask, ScoredPositions at, Dropout dropout);

    /**
     * Computes without dropout what the last position of each sequence needs.
     *
     * @param mask of attention, [S, 1, T]
     * @return [S, d]
     */
    Operand<TFloat32> ofLast(
        Ops tf, Operand<TFloat32> x, Operand<TFloat32> mask, ScoredPositions at);
  }

  /**
   * @param network the prefix of its parameters' names
   * @param itemCount V
   * @param block declares one, by the prefix of its parameters' names
   */
  protected CausalTransformer(
      Parameters parameters,
      String network,
      EnsembleConfiguration shape,
      int itemCount,
      Function<String, Block> block) {
    super(shape.dropout());
    length = shape.maxLength();
    embedding = new NormedEmbedding(parameters, network, shape, itemCount);
    for (int l = 0; l < shape.blocks(); l++) {
      blocks.add(block.apply(network + "block." + l + "."));
    }
  }

  /** Returns the positions that scoring computes of those that are asked for. */
  protected ScoredPositions needed(Ops tf, ScoredPositions scored) {
    return scored;
  }

  @Override
  protected final Operand<TFloat32> states(Ops tf, Operand<TInt32> sequences, Dropout dropout) {
    ScoredPositions at = AllPositions.of(tf, sequences, length).preceding(tf);
    Operand<TFloat32> mask = CausalMask.of(tf, at.sequences(), length);
    Operand<TFloat32> x = embedding.of(tf, at.sequences(), dropout);
    for (Block block : blocks) {
      x = block.of(tf, x, mask, at, dropout);
    }
    return x;
  }

  @Override
  public final Operand<TFloat32> encodeLast(Ops tf, ScoredPositions scored) {
    ScoredPositions at = needed(tf, scored).preceding(tf);
    Operand<TFloat32> mask = CausalMask.of(tf, at.sequences(), length);
    Operand<TFloat32> x = embedding.ofScored(tf, at);
    int last = blocks.size() - 1;
    for (Block block : blocks.subList(0, last)) {
      x = block.of(tf, x, mask, at, Dropout.NONE);
    }
    return blocks.get(last).ofLast(tf, x, CausalMask.ofLast(tf, at.sequences(), length), at);
  }
}
