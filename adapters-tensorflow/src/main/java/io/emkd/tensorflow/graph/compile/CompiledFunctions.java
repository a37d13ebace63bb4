package io.emkd.tensorflow.graph.compile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.Signature;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * Functions that XLA compiles, so that a chain of elementwise operations is one pass over memory.
 * Each shape of its inputs is compiled once in a session: only tensors whose shape depends on the
 * batch size alone belong here. Always compiled, never by heuristics, since a compiled function may
 * round differently and a resumed training must repeat an uninterrupted one.
 */
public final class CompiledFunctions implements Functions, AutoCloseable {
  private final Graph graph;
  private final Map<String, ConcreteFunction> functions = new HashMap<>();

  public CompiledFunctions(Graph graph) {
    this.graph = graph;
  }

  @Override
  public List<Operand<TFloat32>> call(Ops tf, String name, List<Operand<?>> inputs, Body body) {
    ConcreteFunction function =
        functions.computeIfAbsent(name, absent -> define(name, inputs, body));
    DataType[] outputTypes = new DataType[function.signature().getOutputs().size()];
    Arrays.fill(outputTypes, DataType.DT_FLOAT);
    OperationBuilder call =
        graph.opBuilder("PartitionedCall", tf.scope().makeOpName(name), tf.scope());
    call.addInputList(inputs.stream().map(Operand::asOutput).toArray(Output<?>[]::new));
    call.setAttr("Tin", inputs.stream().map(CompiledFunctions::type).toArray(DataType[]::new));
    call.setAttr("Tout", outputTypes);
    call.setAttr("f", function);
    call.setAttr("_XlaMustCompile", true);
    GraphOperation operation = (GraphOperation) call.build();
    List<Operand<TFloat32>> outputs = new ArrayList<>();
    for (int o = 0; o < outputTypes.length; o++) {
      outputs.add(operation.<TFloat32>output(o));
    }
    return outputs;
  }

  private ConcreteFunction define(String name, List<Operand<?>> inputs, Body body) {
    ConcreteFunction function =
        ConcreteFunction.create(
            tf -> {
              Signature.Builder signature = Signature.builder(name);
              List<Operand<?>> parameters = new ArrayList<>();
              for (Operand<?> input : inputs) {
                Placeholder<? extends TType> parameter = tf.placeholder(input.asOutput().type());
                signature.input("input" + parameters.size(), parameter);
                parameters.add(parameter);
              }
              List<Operand<TFloat32>> outputs = body.apply(tf, new FunctionInputs(parameters));
              for (int o = 0; o < outputs.size(); o++) {
                signature.output("output" + o, outputs.get(o));
              }
              return signature.build();
            });
    graph.attachFunction(function);
    return function;
  }

  private static DataType type(Operand<?> operand) {
    return operand.asOutput().type() == TFloat32.class ? DataType.DT_FLOAT : DataType.DT_INT32;
  }

  @Override
  public void close() {
    functions.values().forEach(ConcreteFunction::close);
  }
}
