package io.emkd.tensorflow.graph.compile;

import io.emkd.tensorflow.graph.variable.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Signature;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;

/**
 * A computation with the updates of variables that belong to it, as one function which XLA compiles
 * whole: between what is fed and what is fetched nothing runs outside of it. Each combination of
 * its inputs' shapes is compiled once in a session.
 */
public final class Program {
  private Program() {}

  /** What a program computes. */
  public interface Body {
    /**
     * @param tf adds to the program's own graph
     * @param inputs in the call's order
     * @param parameters those of the surrounding graph, in their order, as the program sees them
     * @return what is fetched; what has to happen besides is a control dependency of it
     */
    List<Operand<TFloat32>> apply(Ops tf, List<Operand<?>> inputs, List<Parameters> parameters);
  }

  /**
   * Adds a call to the graph.
   *
   * @param parameters whose variables the program reads or updates; it may declare further ones
   */
  public static List<Operand<TFloat32>> call(
      Ops tf, String name, List<Operand<?>> inputs, List<Parameters> parameters, Body body) {
    List<Operand<?>> arguments = new ArrayList<>(inputs);
    try (ConcreteFunction function = define(name, inputs, parameters, body, arguments)) {
      Graph graph = (Graph) tf.scope().env();
      graph.attachFunction(function);
      int outputs = function.signature().getOutputs().size();
      var call =
          graph
              .opBuilder("StatefulPartitionedCall", tf.scope().makeOpName(name), tf.scope())
              .addInputList(arguments.stream().map(Operand::asOutput).toArray(Output<?>[]::new))
              .setAttr("Tin", types(arguments))
              .setAttr("Tout", types(outputs))
              .setAttr("f", function)
              .setAttr("_XlaMustCompile", true)
              .build();
      List<Operand<TFloat32>> results = new ArrayList<>();
      for (int o = 0; o < outputs; o++) {
        results.add(call.<TFloat32>output(o));
      }
      return results;
    }
  }

  /**
   * @param arguments gets the handles of the variables that the program takes
   */
  private static ConcreteFunction define(
      String name,
      List<Operand<?>> inputs,
      List<Parameters> parameters,
      Body body,
      List<Operand<?>> arguments) {
    return ConcreteFunction.create(
        tf -> {
          List<Operand<?>> placeholders = new ArrayList<>();
          for (Operand<?> input : inputs) {
            placeholders.add(tf.placeholder(input.asOutput().type()));
          }
          List<Parameters> captured = parameters.stream().map(p -> p.capturedBy(tf)).toList();
          List<Operand<TFloat32>> outputs = body.apply(tf, placeholders, captured);
          for (Parameters taken : captured) {
            taken.captures().forEach(c -> arguments.add(c.outside()));
            taken.captures().forEach(c -> placeholders.add(c.inside()));
          }
          Signature.Builder signature = Signature.builder(name);
          for (int i = 0; i < placeholders.size(); i++) {
            signature.input("input" + i, placeholders.get(i));
          }
          for (int o = 0; o < outputs.size(); o++) {
            signature.output("output" + o, outputs.get(o));
          }
          return signature.build();
        });
  }

  private static DataType[] types(List<Operand<?>> operands) {
    return operands.stream().map(o -> o.asOutput().dataType()).toArray(DataType[]::new);
  }

  private static DataType[] types(int floats) {
    DataType[] types = new DataType[floats];
    Arrays.fill(types, DataType.DT_FLOAT);
    return types;
  }
}
