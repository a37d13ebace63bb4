package io.emkd.tensorflow.graph.network;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.graph.encoder.Bert4RecEncoder;
import io.emkd.tensorflow.graph.encoder.NetworkEncoder;
import io.emkd.tensorflow.graph.kernel.Kernels;
import io.emkd.tensorflow.graph.variable.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** The N networks: an encoder, an item head and, in training, an attribute head each. */
public final class EnsembleNetworks {
  /**
   * @param itemWeight [V+1, d], a row an item
   * @param itemBias [V+1]
   */
  public record Network(
      NetworkEncoder encoder, Operand<TFloat32> itemWeight, Operand<TFloat32> itemBias) {}

  /**
   * @param weight [d, A+1]
   * @param bias [A+1]
   */
  public record AttributeHead(Operand<TFloat32> weight, Operand<TFloat32> bias) {}

  public final EnsembleConfiguration shape;
  public final int itemCount;
  public final List<Network> networks = new ArrayList<>();

  public EnsembleNetworks(
      Parameters parameters, EnsembleConfiguration shape, int itemCount, Kernels kernels) {
    this.shape = shape;
    this.itemCount = itemCount;
    int d = shape.hiddenSize();
    for (int n = 0; n < shape.networks(); n++) {
      String prefix = prefix(n);
      NetworkEncoder encoder =
          switch (shape.encoder()) {
            case BERT4REC -> new Bert4RecEncoder(parameters, prefix, shape, itemCount, kernels);
          };
      networks.add(
          new Network(
              encoder,
              parameters.uniform(itemHeadWeight(n), d, itemCount + 1L, d),
              parameters.uniform(prefix + "item_head.bias", d, itemCount + 1L)));
    }
  }

  public static String prefix(int network) {
    return "network." + network + ".";
  }

  /**
   * Declared after all networks, so that serving, which has none, draws the same initial values.
   */
  public static AttributeHead attributeHead(
      Parameters parameters, int network, int d, int attributeCount) {
    String prefix = prefix(network) + "attribute_head.";
    return new AttributeHead(
        parameters.uniform(prefix + "weight", d, d, attributeCount + 1L),
        parameters.uniform(prefix + "bias", d, attributeCount + 1L));
  }

  /** As many entries as networks of what {@code part} gives. */
  public List<Operand<TFloat32>> each(
      java.util.function.Function<Network, Operand<TFloat32>> part) {
    List<Operand<TFloat32>> parts = new ArrayList<>();
    networks.forEach(network -> parts.add(part.apply(network)));
    return parts;
  }

  public static String itemHeadWeight(int network) {
    return prefix(network) + "item_head.weight";
  }
}
