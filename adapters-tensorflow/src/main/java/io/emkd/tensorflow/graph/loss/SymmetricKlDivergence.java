package io.emkd.tensorflow.graph.loss;

import io.emkd.tensorflow.graph.kernel.Sums;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The symmetric KL divergence between the networks' predictions, summed over all pairs of networks.
 * With q_x = softmax(z_x / tau), the log-normalisers cancel because both distributions sum to one:
 *
 * <pre>
 * sum_{x>y} (KL(q_x, q_y) + KL(q_y, q_x)) = sum_{x>y} (q_x - q_y) . (z_x - z_y) / tau
 *     = (N sum_x q_x . z_x - (sum_x q_x) . (sum_x z_x)) / tau
 * </pre>
 *
 * The gradient that distillation takes, (N q_x - sum_y q_y) / tau by z_x, lets only the student of
 * each term move.
 */
final class SymmetricKlDivergence {
  private SymmetricKlDivergence() {}

  /**
   * Returns tau times the divergence of each row, [K].
   *
   * @param probabilities q of each network, [K, C]
   * @param sum sum_x q_x, [K, C]
   * @param logits z of each network, [K, C]
   */
  static Operand<TFloat32> timesTemperature(
      Ops tf,
      List<Operand<TFloat32>> probabilities,
      Operand<TFloat32> sum,
      List<Operand<TFloat32>> logits) {
    return timesTemperature(tf, probabilities, sum, logits, (q, z) -> Sums.rowProduct(tf, q, z));
  }

  /**
   * Returns the same, written for a program that is compiled as a whole: one pass over all tensors,
   * of which no product is kept.
   */
  static Operand<TFloat32> timesTemperatureInOnePass(
      Ops tf,
      List<Operand<TFloat32>> probabilities,
      Operand<TFloat32> sum,
      List<Operand<TFloat32>> logits) {
    return tf.reduceSum(
        timesTemperature(tf, probabilities, sum, logits, tf.math::mul), tf.constant(new int[] {1}));
  }

  /**
   * @param product q . z, or what sums up to it
   */
  private static Operand<TFloat32> timesTemperature(
      Ops tf,
      List<Operand<TFloat32>> probabilities,
      Operand<TFloat32> sum,
      List<Operand<TFloat32>> logits,
      BinaryOperator<Operand<TFloat32>> product) {
    List<Operand<TFloat32>> products = new ArrayList<>();
    for (int x = 0; x < logits.size(); x++) {
      products.add(product.apply(probabilities.get(x), logits.get(x)));
    }
    return tf.math.sub(
        tf.math.mul(Sums.of(tf, products), tf.constant((float) logits.size())),
        product.apply(sum, Sums.of(tf, logits)));
  }

  /**
   * Returns a multiple of tau times the gradient by a student's logits, N q_x - sum_y q_y: [K, C].
   *
   * @param student q_x, [K, C]
   * @param sum sum_y q_y, [K, C]
   * @param networks N
   * @param scale what it is multiplied by
   */
  static Operand<TFloat32> scaledGradient(
      Ops tf, Operand<TFloat32> student, Operand<TFloat32> sum, int networks, float scale) {
    return tf.math.mul(
        tf.math.sub(tf.math.mul(student, tf.constant((float) networks)), sum), tf.constant(scale));
  }
}
