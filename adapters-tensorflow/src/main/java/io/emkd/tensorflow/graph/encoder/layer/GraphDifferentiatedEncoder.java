package io.emkd.tensorflow.graph.encoder.layer;

import io.emkd.tensorflow.graph.encoder.NetworkEncoder;
import io.emkd.tensorflow.graph.encoder.dropout.Dropout;
import io.emkd.tensorflow.graph.encoder.dropout.DropoutKeys;
import io.emkd.tensorflow.graph.gradient.Differentiable;
import io.emkd.tensorflow.graph.kernel.TrainingOps;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** An encoder that computes the same in training as elsewhere, but for dropout. */
public abstract class GraphDifferentiatedEncoder implements NetworkEncoder {
  private final double dropout;

  /**
   * @param dropout the share of values dropped in training
   */
  protected GraphDifferentiatedEncoder(double dropout) {
    this.dropout = dropout;
  }

  /**
   * Returns the hidden states of all positions, [S*T, d], by operations that TensorFlow
   * differentiates.
   *
   * @param sequences [S, T] item numbers
   */
  protected abstract Operand<TFloat32> states(Ops tf, Operand<TInt32> sequences, Dropout ofValues);

  @Override
  public final Operand<TFloat32> encode(Ops tf, Operand<TInt32> sequences) {
    return states(tf, sequences, Dropout.NONE);
  }

  @Override
  public final Differentiable encodeForTraining(
      TrainingOps ops, Operand<TInt32> sequences, DropoutKeys keys) {
    return Differentiable.byTheGraph(
        states(ops.tf(), sequences, Dropout.training(dropout, ops.compilation(), keys)));
  }
}
