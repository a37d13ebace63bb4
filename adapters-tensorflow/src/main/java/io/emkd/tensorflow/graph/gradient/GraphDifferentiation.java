package io.emkd.tensorflow.graph.gradient;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** TensorFlow's own differentiation, for what no derivative is written of by hand. */
public final class GraphDifferentiation {
  private GraphDifferentiation() {}

  /**
   * Continues derivatives back to what their tensors were computed from.
   *
   * @param prefix of the names of what is added to the graph
   * @param known derivatives of the total by tensors of the graph
   * @param by tensors, each of which at least one of those depends on
   * @return the gradients of the total by each of {@code by}, in their order
   */
  @SuppressWarnings("unchecked")
  public static List<Operand<TFloat32>> gradients(
      Ops tf, String prefix, List<Derivative> known, List<Operand<TFloat32>> by) {
    Graph graph = (Graph) tf.scope().env();
    List<Operand<TFloat32>> gradients = new ArrayList<>();
    for (Output<?> gradient :
        graph.addGradients(
            prefix,
            outputs(known.stream().map(Derivative::of).toList()),
            outputs(by),
            outputs(known.stream().map(Derivative::gradient).toList()))) {
      gradients.add((Output<TFloat32>) gradient);
    }
    return gradients;
  }

  private static Output<?>[] outputs(List<Operand<TFloat32>> operands) {
    return operands.stream().map(Operand::asOutput).toArray(Output<?>[]::new);
  }
}
