package io.emkd.tensorflow.graph.scoring;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gather;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The greatest of each row: of its blocks those of the greatest maxima, of their entries the
 * greatest. The same as TensorFlow's TopK, which of equal ones takes those that come first, but
 * most of a row is only gone over for maxima.
 */
final class BlockwiseTopK {
  private static final int BLOCK = 64;

  private BlockwiseTopK() {}

  /** The next multiple of the size of a block. */
  static long paddedWidth(long width) {
    return (width + BLOCK - 1) / BLOCK * BLOCK;
  }

  /**
   * @param scores [B, W], W of {@link #paddedWidth}
   * @param count K, scalar, 1 to W
   * @return of [B, K], best first
   */
  static TopEntries of(Ops root, Operand<TFloat32> scores, long width, Operand<TInt32> count) {
    Ops tf = root.withSubScope("blockwise_top_k");
    int blockCount = Math.toIntExact(width / BLOCK);
    Operand<TInt32> size = tf.constant(BLOCK);
    Operand<TInt32> one = tf.constant(1);
    Operand<TFloat32> blocks = tf.reshape(scores, tf.constant(new int[] {-1, blockCount, BLOCK}));
    Operand<TInt32> kept = tf.math.minimum(count, tf.constant(blockCount));
    Operand<TInt32> chosen =
        tf.nn.topK(tf.max(blocks, tf.constant(2)), kept, TInt32.class).indices();
    // In their order in the row, for the sake of equal scores.
    Operand<TInt32> inOrder =
        tf.math.neg(tf.nn.topK(tf.math.neg(chosen), kept, TInt32.class).values());
    Operand<TFloat32> candidates =
        tf.reshape(
            tf.gather(blocks, inOrder, one, Gather.batchDims(1L)),
            tf.stack(List.of(tf.constant(-1), tf.math.mul(kept, size))));
    var best = tf.nn.topK(candidates, count, TInt32.class);
    Operand<TInt32> block =
        tf.gather(inOrder, tf.math.floorDiv(best.indices(), size), one, Gather.batchDims(1L));
    return new TopEntries(
        best.values(),
        tf.math.add(tf.math.mul(block, size), tf.math.floorMod(best.indices(), size)));
  }
}
