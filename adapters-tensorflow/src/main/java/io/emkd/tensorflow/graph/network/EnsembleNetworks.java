package io.emkd.tensorflow.graph.network;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.graph.encoder.NetworkEncoder;
import io.emkd.tensorflow.graph.kernel.Kernels;
import io.emkd.tensorflow.graph.kernel.Kernels.Linear;
import io.emkd.tensorflow.graph.placement.NetworkDevices;
import io.emkd.tensorflow.graph.variable.Parameters;
import io.emkd.tensorflow.graph.variable.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The N networks: an encoder, an item head and, in training, an attribute head each. */
public final class EnsembleNetworks {
  private static final String ATTRIBUTE_HEAD = "attribute_head.";
  private static final String ITEM_HEAD = "item_head.";
  private static final String ITEM_HEAD_WEIGHT = ITEM_HEAD + "weight";
  private static final String ITEM_HEAD_BIAS = ITEM_HEAD + "bias";
  private static final String TOKEN_TABLE = "token";

  private final EnsembleConfiguration shape;
  private final int itemCount;
  private final NetworkDevices devices;
  private final List<Network> networks = new ArrayList<>();

  /** One of the N. */
  public record Network(NetworkEncoder encoder, ItemHead itemHead) {}

  /**
   * Declares the networks' parameters.
   *
   * @param itemCount V
   * @param devices of each network's parameters
   */
  public EnsembleNetworks(
      Parameters parameters,
      EnsembleConfiguration shape,
      int itemCount,
      Kernels kernels,
      NetworkDevices devices) {
    this.shape = shape;
    this.itemCount = itemCount;
    this.devices = devices;
    int d = shape.hiddenSize();
    for (int n = 0; n < shape.networks(); n++) {
      String prefix = prefix(n);
      Parameters own = parameters.on(devices, n);
      NetworkEncoder encoder =
          NetworkEncoders.of(shape.encoder(n), own, prefix, shape, itemCount, kernels);
      networks.add(
          new Network(
              encoder,
              new ItemHead(
                  shape.tiedItemHead()
                      ? own.firstRows(prefix + TOKEN_TABLE, itemCount + 1L)
                      : own.uniform(prefix + ITEM_HEAD_WEIGHT, d, itemCount + 1L, d),
                  own.uniform(prefix + ITEM_HEAD_BIAS, d, itemCount + 1L),
                  d)));
    }
  }

  /**
   * Declares an attribute head for each network, after all networks, so that serving, which has
   * none, draws the same initial values.
   *
   * @param attributeCount A
   */
  public List<Linear> attributeHeads(Parameters parameters, int attributeCount) {
    int d = shape.hiddenSize();
    List<Linear> heads = new ArrayList<>();
    for (int n = 0; n < networks.size(); n++) {
      String prefix = prefix(n) + ATTRIBUTE_HEAD;
      Parameters own = parameters.on(devices, n);
      heads.add(
          new Linear(
              own.uniform(prefix + "weight", d, d, attributeCount + 1L),
              own.uniform(prefix + "bias", d, attributeCount + 1L)));
    }
    return heads;
  }

  public EnsembleConfiguration shape() {
    return shape;
  }

  /** Returns V. */
  public int itemCount() {
    return itemCount;
  }

  public List<Network> networks() {
    return networks;
  }

  public List<ItemHead> itemHeads() {
    return networks.stream().map(Network::itemHead).toList();
  }

  /** Returns what {@code part} gives of each network, in their order. */
  public List<Operand<TFloat32>> each(Function<Network, Operand<TFloat32>> part) {
    List<Operand<TFloat32>> parts = new ArrayList<>();
    networks.forEach(network -> parts.add(part.apply(network)));
    return parts;
  }

  /** Returns the item heads' weights where they are the token tables' rows; else none. */
  public List<Operand<TFloat32>> tiedWeights() {
    return shape.tiedItemHead() ? each(network -> network.itemHead().weight()) : List.of();
  }

  /**
   * Returns the name of the variable that holds an item head's weight, [V+1, d], or, where it is
   * tied, the table [V+2, d] that it is of.
   *
   * @param network index from 0
   */
  public String itemHeadWeight(int network) {
    return prefix(network) + (shape.tiedItemHead() ? TOKEN_TABLE : ITEM_HEAD_WEIGHT);
  }

  /** Whether a variable is the weight of an item head and nothing else, as a tied one is. */
  public boolean isItemHeadWeightAlone(Variable variable) {
    return variable.name().endsWith("." + ITEM_HEAD_WEIGHT);
  }

  /**
   * Returns the item heads that values by their variables' names have, in the networks' order.
   *
   * @param values of all parameters
   */
  public List<ItemHead> itemHeadsAmong(Ops tf, Map<String, Operand<TFloat32>> values) {
    List<ItemHead> heads = new ArrayList<>();
    for (int n = 0; n < networks.size(); n++) {
      Operand<TFloat32> weight = Objects.requireNonNull(values.get(itemHeadWeight(n)));
      heads.add(
          new ItemHead(
              shape.tiedItemHead() ? Parameters.firstRows(tf, weight, itemCount + 1L) : weight,
              Objects.requireNonNull(values.get(prefix(n) + ITEM_HEAD_BIAS)),
              shape.hiddenSize()));
    }
    return heads;
  }

  private static String prefix(int network) {
    return "network." + network + ".";
  }

  /** Returns which network a parameter belongs to, an index from 0. */
  public static int networkOf(Variable parameter) {
    return Integer.parseInt(parameter.name().split("\\.", 3)[1]);
  }

  /** Whether a variable belongs to an item head or an attribute head, not to an encoder. */
  public static boolean isOfAHead(Variable variable) {
    return variable.name().contains("." + ITEM_HEAD)
        || variable.name().contains("." + ATTRIBUTE_HEAD);
  }

  /** Whether a variable has a row for padding, row 0, which never learns. */
  public static boolean hasPaddingRow(Variable variable) {
    return variable.name().endsWith("." + TOKEN_TABLE);
  }

  /** Whether a variable is the weight of a linear map inside an encoder's block. */
  public static boolean isMatrixOfABlock(Variable variable) {
    return variable.name().contains(".block.") && variable.shape().numDimensions() == 2;
  }

  /** Returns how many linear maps of one input a variable holds, columns beside columns. */
  public static int mapsSideBySide(Variable variable) {
    String name = variable.name();
    return name.endsWith(".attention_input.weight")
            || name.endsWith(".gru_input.weight")
            || name.endsWith(".gru_state.weight")
        ? 3
        : 1;
  }
}
