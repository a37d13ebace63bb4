package io.emkd.tensorflow.graph.encoder;

import io.emkd.tensorflow.graph.compile.CompiledFunctions;
import io.emkd.tensorflow.graph.gradient.Differentiable;
import io.emkd.tensorflow.graph.kernel.MatrixProducts;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The graph of one network's encoder. Other encoders than BERT4Rec implement this. */
public interface NetworkEncoder {
  /**
   * @param sequences [S, T] item numbers
   * @return hidden states [S*T, d] of all positions
   */
  Operand<TFloat32> encode(Ops tf, Operand<TInt32> sequences);

  /**
   * With dropout.
   *
   * @param functions compiled once a graph
   * @param products in the training's precision
   * @param keys of this network's dropout
   * @return hidden states [S*T, d] of all positions, and the gradients of what they depend on
   */
  Differentiable encodeForTraining(
      Ops tf,
      Operand<TInt32> sequences,
      CompiledFunctions functions,
      MatrixProducts products,
      DropoutMask.Keys keys);

  /**
   * What scoring needs, without dropout and without computing what it does not.
   *
   * @param at of the sequences
   * @return hidden states [S, d] of the last position
   */
  Operand<TFloat32> encodeLast(Ops tf, PackedPositions at);
}
