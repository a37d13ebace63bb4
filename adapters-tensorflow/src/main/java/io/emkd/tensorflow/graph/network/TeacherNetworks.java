package io.emkd.tensorflow.graph.network;

import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.tensorflow.graph.kernel.AxisPartition;
import io.emkd.tensorflow.graph.kernel.PortableKernels;
import io.emkd.tensorflow.graph.kernel.Sums;
import io.emkd.tensorflow.graph.placement.NetworkDevices;
import io.emkd.tensorflow.graph.variable.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The networks of a teacher, which learn nothing. Its logits are the mean of theirs: those of one
 * network as wide as all of them.
 */
public final class TeacherNetworks {
  private final EnsembleNetworks networks;

  private TeacherNetworks(EnsembleNetworks networks) {
    this.networks = networks;
  }

  /**
   * Declares the parameters of a training's teacher, if it has one.
   *
   * @param itemCount V
   */
  public static Optional<TeacherNetworks> of(
      TrainingConfiguration configuration, Parameters parameters, int itemCount) {
    return configuration
        .teacher()
        .map(
            teacher ->
                new TeacherNetworks(
                    new EnsembleNetworks(
                        parameters,
                        teacher.shape(),
                        itemCount,
                        new PortableKernels(),
                        NetworkDevices.ANY)));
  }

  /** Returns what turns {@link #states} into logits. */
  public ItemHead head(Ops tf) {
    List<ItemHead> heads = networks.itemHeads();
    return new ItemHead(
        AxisPartition.join(tf, heads.stream().map(ItemHead::weight).toList(), 1),
        share(tf, Sums.of(tf, heads.stream().map(ItemHead::bias).toList())),
        heads.stream().mapToInt(ItemHead::width).sum());
  }

  /**
   * Returns the hidden states of some positions, [K, N*d], of which each network's are divided by
   * N.
   *
   * @param sequences [S, T] item numbers
   * @param positions [K] rows of [S*T]
   */
  public Operand<TFloat32> states(Ops tf, Operand<TInt32> sequences, Operand<TInt32> positions) {
    List<Operand<TFloat32>> states = new ArrayList<>();
    for (EnsembleNetworks.Network network : networks.networks()) {
      states.add(tf.gather(network.encoder().encode(tf, sequences), positions, tf.constant(0)));
    }
    return share(tf, AxisPartition.join(tf, states, 1));
  }

  private Operand<TFloat32> share(Ops tf, Operand<TFloat32> sum) {
    return tf.math.mul(sum, tf.constant(1f / networks.shape().networks()));
  }
}
