package io.emkd.tensorflow.device;

import java.util.Arrays;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** How fast the device multiplies large float32 matrices: the ceiling for everything else. */
public final class MatrixProductCeiling {
  private static final int SIZE = 2048;
  private static final int REPETITIONS = 12;

  private MatrixProductCeiling() {}

  /** Measured GFLOP/s, the median of a dozen products of 2048 by 2048. */
  public static double gflops(Device device) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var shape = tf.constant(new int[] {SIZE, SIZE});
      var left =
          tf.random.statelessRandomUniform(shape, tf.constant(new long[] {1, 1}), TFloat32.class);
      var handle = tf.varHandleOp(TFloat32.class, Shape.of(SIZE, SIZE));
      var assign = tf.assignVariableOp(handle, left);
      var value = tf.readVariableOp(handle, TFloat32.class);
      var product = tf.linalg.matMul(value, value);
      double[] seconds = new double[REPETITIONS];
      try (Session session = new Session(graph, device.trainingSession())) {
        session.runner().addTarget(assign).run().close();
        for (int i = 0; i < REPETITIONS; i++) {
          long start = System.nanoTime();
          session.runner().addTarget(product).run().close();
          seconds[i] = (System.nanoTime() - start) / 1e9;
        }
      }
      Arrays.sort(seconds);
      return 2.0 * SIZE * SIZE * SIZE / seconds[REPETITIONS / 2] / 1e9;
    }
  }
}
