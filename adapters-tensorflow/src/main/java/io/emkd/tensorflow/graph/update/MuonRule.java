package io.emkd.tensorflow.graph.update;

import io.emkd.tensorflow.graph.kernel.AxisPartition;
import io.emkd.tensorflow.graph.network.EnsembleNetworks;
import io.emkd.tensorflow.graph.variable.Parameters;
import io.emkd.tensorflow.graph.variable.Variable;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;

/**
 * Muon (Jordan et al., 2024), for matrices: with G the gradient, the momentum B becomes 0.95 B + G,
 * and W falls by learning rate * 0.2 sqrt(max(m, n)) * orthogonal(G + 0.95 B). The factor gives the
 * step the size that Adam's have (Liu et al., arXiv 2502.16982), so that one learning rate and one
 * weight decay serve both.
 *
 * <p>orthogonal(X) has the singular vectors of X, [m, n], and singular values of about 1, between
 * 0.7 and 1.2: X by its Frobenius norm, then five times X becomes a X + (b X X^T + c (X X^T)^2) X.
 * Linear maps that lie side by side in one matrix, as query, key and value do, are taken each for
 * itself.
 *
 * @param slots declares the momentum of each variable
 */
record MuonRule(Ops tf, Parameters slots, StepScalars scalars) implements UpdateRule {
  private static final float MOMENTUM = 0.95f;
  private static final int ITERATIONS = 5;

  /** The coefficients a, b and c of the iteration's odd polynomial. */
  private static final float LINEAR = 3.4445f;

  private static final float CUBIC = -4.7750f;
  private static final float QUINTIC = 2.0315f;

  private static final float LEAST_NORM = 1e-7f;

  /** The root mean square of what Adam multiplies the learning rate by, about. */
  private static final double SIZE_OF_ADAMS = 0.2;

  @Override
  public Op apply(Ops after, Variable variable, Operand<TFloat32> gradient) {
    long[] shape = variable.shape().asArray();
    Variable slot = slots.zeros(variable.name() + ".momentum", shape);
    Operand<TFloat32> kept = tf.constant(MOMENTUM);
    Operand<TFloat32> momentum = tf.math.add(tf.math.mul(slot.value(), kept), gradient);
    Operand<TFloat32> ahead = tf.math.add(gradient, tf.math.mul(momentum, kept));
    int maps = EnsembleNetworks.mapsSideBySide(variable);
    long rows = shape[0];
    long columns = shape[1] / maps;
    List<Operand<TFloat32>> orthogonal =
        AxisPartition.split(tf, ahead, 1, maps).stream()
            .map(map -> orthogonal(map, rows > columns))
            .toList();
    float scale = (float) (SIZE_OF_ADAMS * Math.sqrt((double) Math.max(rows, columns)));
    Operand<TFloat32> change =
        tf.math.mul(
            AxisPartition.join(tf, orthogonal, 1),
            tf.math.mul(scalars.learningRate(), tf.constant(scale)));
    Op remembered = after.assignVariableOp(slot.handle(), momentum);
    Op changed = after.assignSubVariableOp(variable.handle(), change);
    return tf.withControlDependencies(List.of(remembered, changed)).noOp();
  }

  /**
   * @param tall whether it has more rows than columns: the products are of the shorter side
   */
  private Operand<TFloat32> orthogonal(Operand<TFloat32> matrix, boolean tall) {
    Operand<TFloat32> norm =
        tf.math.sqrt(tf.reduceSum(tf.math.square(matrix), tf.constant(new int[] {0, 1})));
    Operand<TFloat32> x = tf.math.div(matrix, tf.math.add(norm, tf.constant(LEAST_NORM)));
    x = tall ? transposed(x) : x;
    for (int i = 0; i < ITERATIONS; i++) {
      Operand<TFloat32> gram = tf.linalg.matMul(x, x, MatMul.transposeB(true));
      Operand<TFloat32> factor =
          tf.math.add(
              tf.math.mul(gram, tf.constant(CUBIC)),
              tf.math.mul(tf.linalg.matMul(gram, gram), tf.constant(QUINTIC)));
      x = tf.math.add(tf.math.mul(x, tf.constant(LINEAR)), tf.linalg.matMul(factor, x));
    }
    return tall ? transposed(x) : x;
  }

  private Operand<TFloat32> transposed(Operand<TFloat32> x) {
    return tf.linalg.transpose(x, tf.constant(new int[] {1, 0}));
  }
}
