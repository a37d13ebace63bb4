package io.emkd.tensorflow.graph.loss;

import io.emkd.tensorflow.graph.kernel.TrainingOps;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A batch's hidden states as contrast compares them, a vector of all positions each.
 *
 * @param anchors of each network the states of the original sequences, [B, T*d]
 * @param views of each network the states of the masked views, [M, B, T*d]
 * @param layout of the batch
 */
record ContrastStates(
    List<Operand<TFloat32>> anchors, List<Operand<TFloat32>> views, ViewLayout layout) {
  /**
   * @param hidden of each network [(M+1)*B*T, d]: the M views in their order, then the original
   */
  static ContrastStates of(TrainingOps ops, List<Operand<TFloat32>> hidden, ViewLayout layout) {
    int views = layout.maskedViews();
    ContrastStates states = new ContrastStates(new ArrayList<>(), new ArrayList<>(), layout);
    for (int n = 0; n < hidden.size(); n++) {
      Ops tf = ops.of(n).tf();
      Operand<TInt32> byView =
          tf.stack(
              List.of(tf.constant(views + 1), layout.batchSize(), tf.constant(layout.width())));
      Operand<TFloat32> rows = tf.reshape(hidden.get(n), byView);
      states.views.add(rowsFrom(tf, rows, 0, views));
      states.anchors.add(
          tf.reshape(rowsFrom(tf, rows, views, 1), tf.constant(new int[] {-1, layout.width()})));
    }
    return states;
  }

  private static Operand<TFloat32> rowsFrom(Ops tf, Operand<TFloat32> rows, int view, int count) {
    return tf.slice(
        rows, tf.constant(new int[] {view, 0, 0}), tf.constant(new int[] {count, -1, -1}));
  }

  int networks() {
    return anchors.size();
  }
}
