package io.emkd.tensorflow.graph.encoder.gru4rec;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.graph.encoder.PrecedingItems;
import io.emkd.tensorflow.graph.encoder.ScoredPositions;
import io.emkd.tensorflow.graph.encoder.dropout.Dropout;
import io.emkd.tensorflow.graph.encoder.layer.GraphDifferentiatedEncoder;
import io.emkd.tensorflow.graph.kernel.AxisPartition;
import io.emkd.tensorflow.graph.kernel.Kernels.Linear;
import io.emkd.tensorflow.graph.variable.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * GRU4Rec as RecBole has it ("Other encoders" of docs/specification.md): layers of gated recurrent
 * units over the items before each position, then a linear map.
 */
public final class Gru4RecEncoder extends GraphDifferentiatedEncoder {
  private final EnsembleConfiguration shape;

  /** h: d, unless the network was imported. */
  private final int stateSize;

  private final Operand<TFloat32> token;
  private final List<GruLayer> layers = new ArrayList<>();
  private final Linear output;

  /**
   * @param network the prefix of its parameters' names
   * @param itemCount V
   */
  public Gru4RecEncoder(
      Parameters parameters, String network, EnsembleConfiguration shape, int itemCount) {
    super(shape.dropout());
    this.shape = shape;
    int d = shape.hiddenSize();
    stateSize = shape.variant().innerSize(d);
    token = parameters.normal(network + "token", true, itemCount + 2L, d);
    for (int l = 0; l < shape.blocks(); l++) {
      String block = network + "block." + l + ".";
      layers.add(
          new GruLayer(parameters, block, l == 0 ? d : stateSize, stateSize, shape.maxLength()));
    }
    output =
        new Linear(
            parameters.uniform(network + "output.weight", stateSize, stateSize, d),
            parameters.uniform(network + "output.bias", stateSize, d));
  }

  @Override
  protected Operand<TFloat32> states(Ops tf, Operand<TInt32> sequences, Dropout dropout) {
    Operand<TFloat32> states =
        tf.reshape(
            tf.stack(byPosition(tf, sequences, dropout), Stack.axis(1L)),
            tf.constant(new int[] {-1, stateSize}));
    return output.apply(tf, states);
  }

  @Override
  public Operand<TFloat32> encodeLast(Ops tf, ScoredPositions at) {
    List<Operand<TFloat32>> states = byPosition(tf, at.sequences(), Dropout.NONE);
    return output.apply(tf, states.get(states.size() - 1));
  }

  /** Returns the last layer's state at each position, T of [S, h]. */
  private List<Operand<TFloat32>> byPosition(Ops tf, Operand<TInt32> sequences, Dropout dropout) {
    int length = shape.maxLength();
    Operand<TInt32> items = PrecedingItems.of(tf, sequences, length);
    Operand<TFloat32> embedded = dropout.of(tf, tf.gather(token, items, tf.constant(0)));
    Operand<TFloat32> present =
        tf.dtypes.cast(tf.math.notEqual(items, tf.constant(0)), TFloat32.class);
    List<Operand<TFloat32>> states = new ArrayList<>();
    for (Operand<TFloat32> position : AxisPartition.split(tf, embedded, 1, length)) {
      states.add(tf.reshape(position, tf.constant(new int[] {-1, shape.hiddenSize()})));
    }
    List<Operand<TFloat32>> presentAt = AxisPartition.split(tf, present, 1, length);
    for (GruLayer layer : layers) {
      states = layer.of(tf, states, presentAt);
    }
    return states;
  }
}
