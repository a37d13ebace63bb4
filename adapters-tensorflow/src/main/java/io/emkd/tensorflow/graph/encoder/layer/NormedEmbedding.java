package io.emkd.tensorflow.graph.encoder.layer;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.graph.encoder.ScoredPositions;
import io.emkd.tensorflow.graph.encoder.dropout.Dropout;
import io.emkd.tensorflow.graph.variable.Parameters;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** dropout(norm(token + position)). */
final class NormedEmbedding {
  private final int size;
  private final Operand<TFloat32> token;
  private final Operand<TFloat32> position;
  private final RowNorm norm;

  /**
   * @param itemCount V
   */
  NormedEmbedding(
      Parameters parameters, String network, EnsembleConfiguration shape, int itemCount) {
    size = shape.hiddenSize();
    token = parameters.normal(network + "token", true, itemCount + 2L, size);
    position = parameters.normal(network + "position", false, shape.maxLength(), size);
    norm = RowNorm.declared(parameters, network + "embedding_norm", size);
  }

  /**
   * Returns the embedding of all positions, [S*T, d].
   *
   * @param sequences [S, T]
   */
  Operand<TFloat32> of(Ops tf, Operand<TInt32> sequences, Dropout dropout) {
    Operand<TFloat32> sum = tf.math.add(tf.gather(token, sequences, tf.constant(0)), position);
    return dropout.of(tf, norm.of(tf, tf.reshape(sum, tf.constant(new int[] {-1, size}))));
  }

  /** Returns the embedding of P scored positions without dropout, [P, d]. */
  Operand<TFloat32> ofScored(Ops tf, ScoredPositions at) {
    Operand<TInt32> rows = tf.constant(0);
    return norm.of(
        tf,
        tf.math.add(
            tf.gather(token, at.tokens(), rows), tf.gather(position, at.positions(), rows)));
  }
}
