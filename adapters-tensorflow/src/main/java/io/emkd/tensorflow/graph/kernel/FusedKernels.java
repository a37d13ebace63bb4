package io.emkd.tensorflow.graph.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/**
 * oneDNN's matrix products with what follows them, by an internal operation of TensorFlow. Its own
 * elementwise kernels are compiled for the oldest processors and pass over memory once each;
 * oneDNN's are compiled for the one at hand. TensorFlow's optimiser makes such operations too but
 * does not find this gelu. Fused batch products were measured: slower for one sequence.
 */
public final class FusedKernels implements Kernels {
  private static final System.Logger LOG = System.getLogger(FusedKernels.class.getName());
  private static final float TOLERANCE = 1e-5f;

  /** Whether this TensorFlow has them on this processor, and they compute what they are to. */
  public static boolean work() {
    return Tried.WORK;
  }

  /** Tried once a process. */
  private static final class Tried {
    static final boolean WORK = work();

    private static boolean work() {
      try (Graph graph = new Graph()) {
        Ops tf = Ops.create(graph);
        List<Operand<TFloat32>> fused = samples(tf, new FusedKernels());
        List<Operand<TFloat32>> portable = samples(tf, new PortableKernels());
        ConfigProto noGpu = ConfigProto.newBuilder().putAllDeviceCount(Map.of("GPU", 0)).build();
        try (Session session = new Session(graph, noGpu)) {
          Session.Runner runner = session.runner();
          fused.forEach(runner::fetch);
          portable.forEach(runner::fetch);
          try (Result values = runner.run()) {
            for (int s = 0; s < fused.size(); s++) {
              // Else scores would depend on the machine by more than rounding.
              if (!close((TFloat32) values.get(s), (TFloat32) values.get(fused.size() + s))) {
                return false;
              }
            }
            return true;
          }
        }
      } catch (TensorFlowException
          | IllegalArgumentException
          | UnsupportedOperationException unknown) {
        LOG.log(
            System.Logger.Level.INFO,
            "scoring without oneDNN's fused kernels: " + unknown.getMessage());
        return false;
      }
    }

    private static List<Operand<TFloat32>> samples(Ops tf, Kernels kernels) {
      Operand<TFloat32> x = tf.constant(new float[][] {{0.5f, -1f}, {2f, 0.25f}});
      Linear linear =
          new Linear(
              tf.constant(new float[][] {{1f, -2f}, {0.5f, 3f}}), tf.constant(new float[] {0, 1}));
      return List.of(kernels.linearPlus(tf, x, linear, x), kernels.linearGelu(tf, x, linear));
    }

    private static boolean close(TFloat32 a, TFloat32 b) {
      boolean[] close = {a.shape().equals(b.shape())};
      if (close[0]) {
        a.scalars()
            .forEachIndexed(
                (at, scalar) -> {
                  float other = b.getFloat(at);
                  close[0] &=
                      Math.abs(scalar.getFloat() - other)
                          <= TOLERANCE * Math.max(1, Math.abs(other));
                });
      }
      return close[0];
    }
  }

  @Override
  public boolean leaveOutPadding() {
    return true;
  }

  @Override
  public Operand<TFloat32> linearPlus(
      Ops tf, Operand<TFloat32> x, Linear linear, Operand<TFloat32> y) {
    return product(tf, x, linear, List.of(y), "BiasAdd", "Add");
  }

  @Override
  public Operand<TFloat32> linearGelu(Ops tf, Operand<TFloat32> x, Linear linear) {
    return product(tf, x, linear, List.of(), "BiasAdd", "GeluApproximate");
  }

  private static Operand<TFloat32> product(
      Ops tf, Operand<TFloat32> x, Linear linear, List<Operand<TFloat32>> more, String... then) {
    Output<?>[] arguments = new Output<?>[1 + more.size()];
    Arrays.setAll(arguments, a -> a == 0 ? linear.bias().asOutput() : more.get(a - 1).asOutput());
    return tf.scope()
        .env()
        .opBuilder("_FusedMatMul", tf.scope().makeOpName("FusedMatMul"), tf.scope())
        .addInput(x.asOutput())
        .addInput(linear.weight().asOutput())
        .addInputList(arguments)
        .setAttr("fused_ops", then)
        .build()
        .output(0);
  }
}
