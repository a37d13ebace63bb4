package io.emkd.tensorflow.engine;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.graph.ScoredEnsembleGraph;
import io.emkd.tensorflow.graph.kernel.PortableKernels;
import io.emkd.tensorflow.graph.variable.Assignment;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/** Writes the weights of a network that was not trained here as a trainer writes its own. */
public final class NetworkWeights {
  private static final String FIRST_NETWORK = "network.0.";

  private NetworkWeights() {}

  /**
   * The values of a network's variables, row by row, by their names without the network's prefix;
   * each is asked for once, and let go of before the next.
   */
  public record Values(Map<String, Supplier<float[]>> byName) {}

  /**
   * @param shape of an ensemble of one network
   * @param itemCount V
   * @param values of every variable, and of nothing else
   * @param directory an existing one
   */
  public static void write(
      EnsembleConfiguration shape, int itemCount, Values values, Path directory) {
    ScoredEnsembleGraph graph = new ScoredEnsembleGraph(shape, itemCount, new PortableKernels());
    Map<String, Integer> sizes = graph.parameterSizes();
    Set<String> given = new TreeSet<>();
    values.byName().keySet().forEach(name -> given.add(FIRST_NETWORK + name));
    if (!given.equals(new TreeSet<>(sizes.keySet()))) {
      graph.close();
      throw new IllegalArgumentException("given are " + given + ", not " + sizes.keySet());
    }
    ConfigProto onCpu = ConfigProto.newBuilder().putDeviceCount("GPU", 0).build();
    try (EnsembleSession session = new EnsembleSession(graph, onCpu)) {
      values
          .byName()
          .forEach(
              (name, value) ->
                  assign(session, graph.assignment(FIRST_NETWORK + name), value.get()));
      session.save(graph.weightPersistence(), directory);
    }
  }

  private static void assign(EnsembleSession session, Assignment assignment, float[] values) {
    Shape shape = assignment.shape();
    if (shape.size() != values.length) {
      throw new IllegalArgumentException(values.length + " values for a variable of " + shape);
    }
    try (TFloat32 tensor = TFloat32.tensorOf(shape, DataBuffers.of(values, true, false))) {
      session
          .session
          .runner()
          .feed(assignment.value(), tensor)
          .addTarget(assignment.assign())
          .run()
          .close();
    }
  }
}
