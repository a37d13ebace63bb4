package io.emkd.tensorflow.graph.encoder.gru4rec;

import io.emkd.tensorflow.graph.kernel.AxisPartition;
import io.emkd.tensorflow.graph.variable.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A layer of gated recurrent units without biases: r = sigmoid(W_r x + U_r h), z = sigmoid(W_z x +
 * U_z h), n = tanh(W_n x + r U_n h), and h becomes (1 - z) n + z h. Padding leaves h at 0.
 */
final class GruLayer {
  private final int size;
  private final int length;

  /** Reset, update and new in one map: [d, 3h] in the first layer, [h, 3h] in those after it. */
  private final Operand<TFloat32> ofInput;

  /** The same of the state, [h, 3h]. */
  private final Operand<TFloat32> ofState;

  /**
   * @param inputSize of what comes in at a position
   * @param size h, of the state
   */
  GruLayer(Parameters parameters, String block, int inputSize, int size, int length) {
    this.size = size;
    this.length = length;
    ofInput = parameters.uniform(block + "gru_input.weight", size, inputSize, 3L * size);
    ofState = parameters.uniform(block + "gru_state.weight", size, size, 3L * size);
  }

  /**
   * Returns the state after each position, T of [S, h].
   *
   * @param inputs T of [S, d], or of [S, h]
   * @param present T of [S, 1], 0 at padding, else 1
   */
  List<Operand<TFloat32>> of(
      Ops tf, List<Operand<TFloat32>> inputs, List<Operand<TFloat32>> present) {
    List<Operand<TFloat32>> states = new ArrayList<>();
    List<Operand<TFloat32>> mapped =
        inputs.stream().<Operand<TFloat32>>map(x -> tf.linalg.matMul(x, ofInput)).toList();
    Operand<TFloat32> state = tf.zerosLike(columns(tf, mapped.get(0), 0, 1));
    for (int t = 0; t < length; t++) {
      Operand<TFloat32> x = mapped.get(t);
      Operand<TFloat32> h = tf.linalg.matMul(state, ofState);
      Operand<TFloat32> gates =
          tf.math.sigmoid(tf.math.add(columns(tf, x, 0, 2), columns(tf, h, 0, 2)));
      List<Operand<TFloat32>> resetAndUpdate = AxisPartition.split(tf, gates, 1, 2);
      Operand<TFloat32> update = resetAndUpdate.get(1);
      Operand<TFloat32> fresh =
          tf.math.tanh(
              tf.math.add(
                  columns(tf, x, 2, 1), tf.math.mul(resetAndUpdate.get(0), columns(tf, h, 2, 1))));
      Operand<TFloat32> next = tf.math.add(fresh, tf.math.mul(update, tf.math.sub(state, fresh)));
      state = tf.math.mul(next, present.get(t));
      states.add(state);
    }
    return states;
  }

  private Operand<TFloat32> columns(Ops tf, Operand<TFloat32> x, int first, int maps) {
    Operand<TInt32> from = tf.constant(new int[] {0, first * size});
    return tf.slice(x, from, tf.constant(new int[] {-1, maps * size}));
  }
}
