package io.emkd.tensorflow.engine;

import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.tensorflow.graph.EnsembleGraph;
import io.emkd.tensorflow.graph.variable.Assignment;
import io.emkd.tensorflow.graph.variable.Persistence;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.op.Op;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;

/** A graph and the session that holds its variables. */
final class EnsembleSession implements AutoCloseable {
  /** What the names of the files of variables begin with. */
  static final String FILE_PREFIX = "variables";

  final EnsembleGraph graph;
  final Session session;

  EnsembleSession(EnsembleGraph graph, ConfigProto config) {
    this.graph = graph;
    this.session = new Session(graph.graph(), config);
  }

  void initialize() {
    session.runner().addTarget(graph.initialize()).run().close();
  }

  /**
   * Sets a variable.
   *
   * @throws IllegalArgumentException if there are not as many values as the variable has
   */
  void assign(Assignment assignment, float[] values) {
    try (TFloat32 value = TFloat32.tensorOf(assignment.shape(), DataBuffers.of(values))) {
      assign(assignment, value);
    }
  }

  /**
   * Sets a matrix.
   *
   * @param row of each row the first values; the others are 0
   */
  void assign(Assignment assignment, IntFunction<float[]> row) {
    long rows = assignment.shape().get(0);
    float[] padded = new float[Math.toIntExact(assignment.shape().get(1))];
    try (TFloat32 value = TFloat32.tensorOf(assignment.shape())) {
      FloatDataBuffer values = value.asRawTensor().data().asFloats();
      for (int r = 0; r < rows; r++) {
        float[] first = row.apply(r);
        System.arraycopy(first, 0, padded, 0, first.length);
        Arrays.fill(padded, first.length, padded.length, 0);
        values.offset((long) r * padded.length).write(padded);
      }
      assign(assignment, value);
    }
  }

  private void assign(Assignment assignment, TFloat32 value) {
    session.runner().feed(assignment.value(), value).addTarget(assignment.assign()).run().close();
  }

  /** Makes scoring see the weights; to be run after each change of them. */
  void prepareScoring() {
    session.runner().addTarget(graph.scoring.prepare).run().close();
  }

  /**
   * @throws IllegalStateException if the files cannot be written, with the system's reason and
   *     without the server's path
   */
  void save(Persistence persistence, Path directory) {
    try {
      run(persistence, directory, persistence.save());
    } catch (TensorFlowException failed) {
      // To TensorFlow a full disk is a resource that is exhausted, as memory is.
      throw new IllegalStateException(withoutPath(directory, firstLine(failed)), failed);
    }
  }

  /**
   * @throws CorruptArtifactException if the files are torn, damaged or of another ensemble
   */
  void restore(Persistence persistence, Path directory) {
    try {
      run(persistence, directory, persistence.restore());
    } catch (TFResourceExhaustedException outOfMemory) {
      throw outOfMemory;
    } catch (TensorFlowException torn) {
      throw new CorruptArtifactException(
          "these are not the variables of this ensemble: "
              + withoutPath(directory, firstLine(torn)),
          torn);
    }
  }

  private void run(Persistence persistence, Path directory, Op target) {
    try (TString prefix =
        TString.scalarOf(directory.resolve(FILE_PREFIX).toAbsolutePath().toString())) {
      session.runner().feed(persistence.prefix(), prefix).addTarget(target).run().close();
    }
  }

  private static String withoutPath(Path directory, String message) {
    // Callers are told; where the directory itself is gone TensorFlow names it alone.
    return message
        .replace(directory.toAbsolutePath() + "/", "")
        .replace(directory.toAbsolutePath().toString(), "their directory");
  }

  private static String firstLine(Exception exception) {
    return String.valueOf(exception.getMessage()).lines().findFirst().orElse("unknown");
  }

  static TInt32 tensor(int[] values, long... shape) {
    return TInt32.tensorOf(Shape.of(shape), DataBuffers.of(values));
  }

  static TFloat32 tensor(float[] values, long... shape) {
    return TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(values));
  }

  /** Returns [rows, columns]. */
  static TInt32 matrix(int[][] rows, int columns) {
    int[] flat = new int[rows.length * columns];
    for (int r = 0; r < rows.length; r++) {
      if (rows[r].length != columns) {
        throw new IllegalArgumentException(
            "row " + r + " has " + rows[r].length + " columns, not " + columns);
      }
      System.arraycopy(rows[r], 0, flat, r * columns, columns);
    }
    return tensor(flat, rows.length, columns);
  }

  static float[] floats(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.size())];
    ((TFloat32) tensor).copyTo(NdArrays.wrap(tensor.shape(), DataBuffers.of(values, false, false)));
    return values;
  }

  static int[] ints(Tensor tensor) {
    int[] values = new int[Math.toIntExact(tensor.size())];
    ((TInt32) tensor).copyTo(NdArrays.wrap(tensor.shape(), DataBuffers.of(values, false, false)));
    return values;
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
