package io.emkd.tensorflow.graph.variable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * How variables go to files and come back, in TensorFlow's own checkpoint format, which carries a
 * checksum of each tensor.
 *
 * @param prefix placeholder of the files' common prefix
 */
public record Persistence(Placeholder<TString> prefix, Op save, Op restore) {
  /**
   * Adds saving and restoring to the graph, of variables that the files call by other names.
   *
   * @param names in the order of the variables
   */
  public static Persistence of(Ops tf, List<Variable> variables, List<String> names) {
    List<Variable> renamed = new ArrayList<>();
    for (int v = 0; v < names.size(); v++) {
      renamed.add(variables.get(v).named(names.get(v)));
    }
    return of(tf, renamed);
  }

  /** Adds saving and restoring to the graph. */
  public static Persistence of(Ops tf, List<Variable> variables) {
    return of(tf, variables, Elsewhere.NOTHING);
  }

  /** Where values go that are restored, beside or in place of their variables. */
  public interface Elsewhere {
    /** All values are those of their variables, and no others'. */
    Elsewhere NOTHING =
        new Elsewhere() {
          @Override
          public boolean replaces(Variable variable) {
            return false;
          }

          @Override
          public List<Op> take(Map<String, Operand<TFloat32>> restored) {
            return List.of();
          }
        };

    /** Whether the variable itself stays without a value. */
    boolean replaces(Variable variable);

    /**
     * Adds what takes the values to the graph.
     *
     * @param restored all of them, by their variables' names
     */
    List<Op> take(Map<String, Operand<TFloat32>> restored);
  }

  /** Adds saving and restoring to the graph, of values that do not all go to their variables. */
  public static Persistence of(Ops tf, List<Variable> variables, Elsewhere elsewhere) {
    Placeholder<TString> prefix = tf.placeholder(TString.class);
    String[] names = variables.stream().map(Variable::name).toArray(String[]::new);
    String[] whole = new String[names.length];
    Arrays.fill(whole, "");
    Operand<TString> slices = tf.constant(NdArrays.vectorOfObjects(whole));
    List<Operand<?>> values = new ArrayList<>();
    variables.forEach(variable -> values.add(variable.value()));
    Op save = tf.train.save(prefix, tf.constant(NdArrays.vectorOfObjects(names)), slices, values);
    List<Class<? extends TType>> types = new ArrayList<>();
    variables.forEach(variable -> types.add(TFloat32.class));
    List<Output<?>> read =
        tf.train
            .restore(prefix, tf.constant(NdArrays.vectorOfObjects(names)), slices, types)
            .tensors();
    List<Op> assignments = new ArrayList<>();
    Map<String, Operand<TFloat32>> restored = new LinkedHashMap<>();
    for (int v = 0; v < names.length; v++) {
      Variable variable = variables.get(v);
      @SuppressWarnings("unchecked")
      Operand<TFloat32> value = (Operand<TFloat32>) read.get(v);
      Operand<TFloat32> shaped = tf.ensureShape(value, variable.shape());
      restored.put(variable.name(), shaped);
      if (!elsewhere.replaces(variable)) {
        assignments.add(tf.assignVariableOp(variable.handle(), shaped));
      }
    }
    assignments.addAll(elsewhere.take(restored));
    return new Persistence(prefix, save, tf.withControlDependencies(assignments).noOp());
  }
}
