package io.emkd.tensorflow.graph.update;

import io.emkd.tensorflow.graph.gradient.Differentiable;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * What the encoders made of a step's sequences.
 *
 * @param states of each network the hidden states [(M+1)*B*T, d] of all positions
 * @param masked those of masked positions
 * @param attributes those of positions whose attributes are predicted
 */
public record EncodedBatch(List<Differentiable> states, HiddenRows masked, HiddenRows attributes) {
  /** Returns of each network the hidden states [(M+1)*B*T, d]. */
  public List<Operand<TFloat32>> values() {
    return states.stream().map(Differentiable::value).toList();
  }

  int networks() {
    return states.size();
  }

  /** Returns of all networks the rows of masked positions, then those of attributes. */
  List<Operand<TFloat32>> rows() {
    List<Operand<TFloat32>> rows = new ArrayList<>(masked.values());
    rows.addAll(attributes.values());
    return rows;
  }
}
