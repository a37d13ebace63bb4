package io.emkd.tensorflow.graph.update;

import io.emkd.tensorflow.graph.gradient.Derivative;
import io.emkd.tensorflow.graph.gradient.GraphDifferentiation;
import io.emkd.tensorflow.graph.network.EnsembleNetworks;
import io.emkd.tensorflow.graph.variable.Variable;
import io.emkd.tensorflow.graph.variable.Zeros;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Leads back from the losses to every parameter, in two parts: from the losses to the hidden states
 * and the heads, then from what the encoders' own backward passes give to their parameters.
 */
public final class ParameterGradients {
  private final Ops tf;
  private final List<Variable> heads;
  private final List<Variable> encoders;
  private final List<Variable> variables;
  private final List<Variable> tables;
  private final List<Operand<TFloat32>> tiedWeights;

  /**
   * @param variables of all networks, which the gradients are by
   * @param tiedWeights of each network the item head's weight [V+1, d] where it is the first rows
   *     of the token table [V+2, d]; empty where item heads have weights of their own
   */
  public ParameterGradients(Ops tf, List<Variable> variables, List<Operand<TFloat32>> tiedWeights) {
    this.tf = tf;
    this.variables = variables;
    this.tiedWeights = tiedWeights;
    this.tables = variables.stream().filter(EnsembleNetworks::hasPaddingRow).toList();
    this.heads = variables.stream().filter(EnsembleNetworks::isOfAHead).toList();
    this.encoders = new ArrayList<>(variables);
    this.encoders.removeAll(heads);
  }

  /**
   * Returns the gradients by the variables' names, in their order. That of a token table which is
   * an item head as well is the sum of both: as the encoder reads it and as the head does. Its row
   * of padding takes none of either.
   *
   * @param ofStates the gradients by each network's hidden states, of the losses that need all rows
   * @param ofLosses the derivatives of the losses that need only some rows
   */
  public Map<String, Operand<TFloat32>> gradients(
      EncodedBatch encoded, List<Operand<TFloat32>> ofStates, List<Derivative> ofLosses) {
    int networks = encoded.networks();
    List<Operand<TFloat32>> by = new ArrayList<>(encoded.rows());
    heads.forEach(head -> by.add(head.value()));
    by.addAll(tiedWeights);
    List<Operand<TFloat32>> first = GraphDifferentiation.gradients(tf, "gradients", ofLosses, by);
    List<Operand<TFloat32>> second =
        throughEncoders(encoded, byStates(encoded, ofStates, first.subList(0, 2 * networks)));
    Map<String, Operand<TFloat32>> gradients = new LinkedHashMap<>();
    for (Variable variable : variables) {
      int head = heads.indexOf(variable);
      Operand<TFloat32> gradient =
          head < 0
              ? withHead(
                  variable,
                  second.get(encoders.indexOf(variable)),
                  first.subList(2 * networks + heads.size(), first.size()))
              : first.get(2 * networks + head);
      gradients.put(
          variable.name(),
          EnsembleNetworks.hasPaddingRow(variable)
              ? withoutPaddingRow(gradient, variable.shape().get(1))
              : gradient);
    }
    return gradients;
  }

  /**
   * Returns the gradient by each network's hidden states, of all losses.
   *
   * @param ofRows the gradients by masked rows of each network, then by rows of attributes
   */
  private List<Operand<TFloat32>> byStates(
      EncodedBatch encoded, List<Operand<TFloat32>> ofStates, List<Operand<TFloat32>> ofRows) {
    int networks = encoded.networks();
    List<Operand<TFloat32>> byStates = new ArrayList<>();
    for (int n = 0; n < networks; n++) {
      Operand<TFloat32> whole =
          tf.reshape(ofStates.get(n), tf.shape(encoded.states().get(n).value()));
      byStates.add(
          addRows(
              addRows(whole, encoded.masked().positions(), ofRows.get(n)),
              encoded.attributes().positions(),
              ofRows.get(networks + n)));
    }
    return byStates;
  }

  /** Returns the gradients by the encoders' variables. */
  private List<Operand<TFloat32>> throughEncoders(
      EncodedBatch encoded, List<Operand<TFloat32>> byStates) {
    List<Derivative> inner = new ArrayList<>();
    for (int n = 0; n < byStates.size(); n++) {
      inner.addAll(encoded.states().get(n).backward().apply(byStates.get(n)));
    }
    return GraphDifferentiation.gradients(
        tf, "encoder_gradients", inner, encoders.stream().map(Variable::value).toList());
  }

  /**
   * @param ofTied the gradients by each network's tied weight
   */
  private Operand<TFloat32> withHead(
      Variable variable, Operand<TFloat32> gradient, List<Operand<TFloat32>> ofTied) {
    int network = tables.indexOf(variable);
    if (network < 0 || ofTied.isEmpty()) {
      return gradient;
    }
    // The head has no row for the mask token, the last.
    return tf.math.add(
        gradient,
        tf.pad(ofTied.get(network), tf.constant(new int[][] {{0, 1}, {0, 0}}), tf.constant(0f)));
  }

  private Operand<TFloat32> addRows(
      Operand<TFloat32> whole, Operand<TInt32> rows, Operand<TFloat32> values) {
    return tf.tensorScatterNdAdd(whole, tf.expandDims(rows, tf.constant(1)), values);
  }

  private Operand<TFloat32> withoutPaddingRow(Operand<TFloat32> gradient, long d) {
    return tf.tensorScatterNdUpdate(gradient, tf.constant(new int[][] {{0}}), Zeros.of(tf, 1, d));
  }
}
