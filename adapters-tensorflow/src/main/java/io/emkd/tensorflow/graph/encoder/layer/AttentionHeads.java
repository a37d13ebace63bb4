package io.emkd.tensorflow.graph.encoder.layer;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.graph.encoder.dropout.Dropout;
import io.emkd.tensorflow.graph.kernel.AxisPartition;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TFloat32;

/**
 * Attention, head by head: a tensor a head rather than an axis of heads, since oneDNN's transposes
 * prepare themselves anew each time, which is what one sequence waited for most.
 *
 * @param size d
 * @param count H
 * @param length T
 */
public record AttentionHeads(int size, int count, int length) {
  public static AttentionHeads of(EnsembleConfiguration shape) {
    return new AttentionHeads(shape.hiddenSize(), shape.heads(), shape.maxLength());
  }

  /**
   * @param x [S*Q, parts*d]
   * @return parts*H of [S, Q, d/H], part by part
   */
  public List<Operand<TFloat32>> split(Ops tf, Operand<TFloat32> x, int positions, int parts) {
    return AxisPartition.split(
        tf, tf.reshape(x, tf.constant(new int[] {-1, positions, parts * size})), 2, parts * count);
  }

  /**
   * Every position to every other.
   *
   * @param x queries, keys and values, [S*T, 3d]
   * @param mask added to how similar query and key are, [S, 1 or T, T]
   * @param dropout of the weights
   * @return [S*T, d]
   */
  public Operand<TFloat32> attendToAll(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> mask, Dropout dropout) {
    List<Operand<TFloat32>> pieces = split(tf, x, length, 3);
    return attend(
        tf, pieces.subList(0, count), length, pieces.subList(count, 3 * count), mask, dropout);
  }

  /**
   * @param query of each head [S, Q, d/H]
   * @param queries Q
   * @param keysAndValues of each head [S, T, d/H], all keys, then all values
   * @param mask [S, 1 or Q, T]
   * @return [S*Q, d]
   */
  public Operand<TFloat32> attend(
      Ops tf,
      List<Operand<TFloat32>> query,
      int queries,
      List<Operand<TFloat32>> keysAndValues,
      Operand<TFloat32> mask,
      Dropout dropout) {
    Operand<TFloat32> scale = tf.constant((float) (1 / Math.sqrt((double) size / count)));
    List<Operand<TFloat32>> mixed = new ArrayList<>();
    for (int h = 0; h < count; h++) {
      Operand<TFloat32> similarity =
          tf.train.batchMatMul(
              tf.math.mul(query.get(h), scale),
              keysAndValues.get(h),
              TFloat32.class,
              BatchMatMul.adjY(true));
      Operand<TFloat32> weights = softmax(tf, tf.math.add(similarity, mask), queries);
      mixed.add(
          tf.train.batchMatMul(
              dropout.of(tf, weights), keysAndValues.get(count + h), TFloat32.class));
    }
    return tf.reshape(AxisPartition.join(tf, mixed, 2), tf.constant(new int[] {-1, size}));
  }

  /**
   * As a matrix: what TensorFlow's C++ has as logSoftmax's derivative sums over axis 1, whatever
   * the rank (tensorflow/cc/gradients/nn_grad.cc). And not softmax, which becomes oneDNN's, slow at
   * one sequence as its transposes are.
   *
   * @param x [S, Q, T]
   */
  private Operand<TFloat32> softmax(Ops tf, Operand<TFloat32> x, int queries) {
    Operand<TFloat32> rows = tf.reshape(x, tf.constant(new int[] {-1, length}));
    return tf.reshape(
        tf.math.exp(tf.nn.logSoftmax(rows)), tf.constant(new int[] {-1, queries, length}));
  }
}
