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
public final class NormedEmbedding {
  private final int size;
  private final Operand<TFloat32> token;
  private final Operand<TFloat32> position;
  private final RowNorm norm;
  private final boolean fromFirst;

  /**
   * @param itemCount V
   */
  public NormedEmbedding(
      Parameters parameters, String network, EnsembleConfiguration shape, int itemCount) {
    size = shape.hiddenSize();
    token = parameters.normal(network + "token", true, itemCount + 2L, size);
    position = parameters.normal(network + "position", false, shape.maxLength(), size);
    norm = RowNorm.declared(parameters, network + "embedding_norm", shape);
    fromFirst = shape.variant().positionsFromFirst();
  }

  /**
   * Returns the embedding of all positions, [S*T, d].
   *
   * @param sequences [S, T]
   */
  public Operand<TFloat32> of(Ops tf, Operand<TInt32> sequences, Dropout dropout) {
    Operand<TFloat32> positions =
        fromFirst ? tf.gather(position, fromFirst(tf, sequences), tf.constant(0)) : position;
    Operand<TFloat32> sum = tf.math.add(tf.gather(token, sequences, tf.constant(0)), positions);
    return dropout.of(tf, norm.of(tf, tf.reshape(sum, tf.constant(new int[] {-1, size}))));
  }

  /** Returns the embedding of P scored positions without dropout, [P, d]. */
  public Operand<TFloat32> ofScored(Ops tf, ScoredPositions at) {
    Operand<TInt32> rows = tf.constant(0);
    return norm.of(
        tf,
        tf.math.add(
            tf.gather(token, at.tokens(), rows), tf.gather(position, positions(tf, at), rows)));
  }

  /** Returns which row of the table each of P positions has, [P]. */
  private Operand<TInt32> positions(Ops tf, ScoredPositions at) {
    if (!fromFirst) {
      return at.positions();
    }
    Operand<TInt32> all = tf.reshape(fromFirst(tf, at.sequences()), tf.constant(new int[] {-1}));
    return tf.dtypes.cast(at.pack(tf, tf.dtypes.cast(all, TFloat32.class)), TInt32.class);
  }

  /**
   * Returns how many items each position has before it, and 0 at padding: [S, T].
   *
   * @param sequences [S, T], padding on the left
   */
  private static Operand<TInt32> fromFirst(Ops tf, Operand<TInt32> sequences) {
    Operand<TInt32> present =
        tf.dtypes.cast(tf.math.notEqual(sequences, tf.constant(0)), TInt32.class);
    return tf.math.maximum(
        tf.math.sub(tf.math.cumsum(present, tf.constant(1)), tf.constant(1)), tf.constant(0));
  }
}
