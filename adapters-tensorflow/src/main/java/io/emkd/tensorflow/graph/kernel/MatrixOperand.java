package io.emkd.tensorflow.graph.kernel;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * A factor of a product of matrices.
 *
 * @param tensor [.., a, b]
 * @param transposed whether the factor is [.., b, a], the tensor with its last axes exchanged
 */
public record MatrixOperand(Operand<TFloat32> tensor, boolean transposed) {
  public static MatrixOperand plain(Operand<TFloat32> tensor) {
    return new MatrixOperand(tensor, false);
  }

  public static MatrixOperand transposed(Operand<TFloat32> tensor) {
    return new MatrixOperand(tensor, true);
  }
}
