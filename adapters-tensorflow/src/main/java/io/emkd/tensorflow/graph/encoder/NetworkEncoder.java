package io.emkd.tensorflow.graph.encoder;

import io.emkd.tensorflow.graph.encoder.dropout.DropoutKeys;
import io.emkd.tensorflow.graph.gradient.Differentiable;
import io.emkd.tensorflow.graph.kernel.TrainingOps;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The graph of one network's encoder. Other encoders than BERT4Rec implement this. */
public interface NetworkEncoder {
  /**
   * Encodes without dropout.
   *
   * @param sequences [S, T] item numbers
   * @return hidden states [S*T, d] of all positions
   */
  Operand<TFloat32> encode(Ops tf, Operand<TInt32> sequences);

  /**
   * Encodes with dropout.
   *
   * @param sequences [S, T] item numbers
   * @param keys of this network's dropout
   * @return hidden states [S*T, d] of all positions, and the gradients of what they depend on
   */
  Differentiable encodeForTraining(TrainingOps ops, Operand<TInt32> sequences, DropoutKeys keys);

  /**
   * Encodes for scoring, without dropout and without computing what it does not need.
   *
   * @param at of the sequences
   * @return hidden states [S, d] of the last position
   */
  Operand<TFloat32> encodeLast(Ops tf, ScoredPositions at);
}
