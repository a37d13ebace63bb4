package io.emkd.tensorflow.device;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.tensorflow.graph.compile.Compilation;
import io.emkd.tensorflow.graph.kernel.FusedKernels;
import io.emkd.tensorflow.graph.kernel.Kernels;
import io.emkd.tensorflow.graph.kernel.PortableKernels;
import io.emkd.tensorflow.graph.placement.NetworkDevices;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.types.TFloat32;

/**
 * Where TensorFlow computes.
 *
 * @param name {@code cpu} or {@code gpu}, as logged and recorded in manifests
 * @param threads of one operation in training; 0 takes all processors
 * @param compilation of a training's step where one device computes it
 * @param count how many devices of its kind there are, over which the networks of a training are
 *     spread
 */
public record Device(String name, int threads, Compilation compilation, int count) {
  /** More than a machine has. */
  private static final int MOST_GPUS = 64;

  /** What a configuration may ask for. */
  public static final List<String> CHOICES = List.of("auto", "cpu", "gpu");

  /**
   * What TensorFlow's rewriting finds in graphs that are written as they are to run: fused
   * operations of an encoder, and an order that takes a tenth less memory at the paper's size. All
   * that it can look for makes no run faster and takes up to three seconds of each start. Of
   * training and scoring alike, so that both give the same scores to the last bit.
   */
  private static final RewriterConfig REWRITING =
      RewriterConfig.newBuilder()
          .addAllOptimizers(List.of("arithmetic", "remap", "memory"))
          .setMetaOptimizerIterations(RewriterConfig.NumIterationsType.ONE)
          .build();

  private static final System.Logger LOG = System.getLogger(Device.class.getName());

  /**
   * @param choice {@code auto} takes a GPU where one is usable
   * @throws UnmetPreconditionException if {@code gpu} is asked for and none is usable
   */
  public static Device choose(String choice, int threads) {
    return switch (choice) {
      case "cpu" -> cpu(threads);
      case "gpu" -> {
        int count = workingGpus();
        if (count == 0) {
          throw new UnmetPreconditionException(
              "GPU_UNAVAILABLE",
              "device",
              "device is gpu but TensorFlow finds none; "
                  + missing()
                  + "; device auto or cpu computes without a GPU");
        }
        yield gpu(threads, CudaToolkit.find(), count);
      }
      case "auto" -> {
        int count = workingGpus();
        yield count > 0 ? gpu(threads, CudaToolkit.find(), count) : cpu(threads);
      }
      default -> throw new InvalidInputException("device", choice, "one of " + CHOICES);
    };
  }

  private static Device cpu(int threads) {
    return new Device("cpu", threads, Compilation.FUNCTIONS, 1);
  }

  /**
   * Says in one line what it lacks, since a training is slower for it.
   *
   * @param toolkit CUDA's, without which XLA cannot compile for a GPU
   */
  static Device gpu(int threads, Optional<Path> toolkit, int count) {
    if (toolkit.isEmpty()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "no CUDA toolkit (libdevice, ptxas) is named by CUDA_HOME, CUDA_PATH, PATH or XLA_FLAGS"
              + " or in /usr/local/cuda: steps of training are not compiled, and take two to four"
              + " times as long");
    }
    return new Device(
        "gpu", threads, toolkit.isPresent() ? Compilation.PROGRAM : Compilation.NONE, count);
  }

  /** Returns what a process has to have in its environment for XLA to find CUDA's toolkit. */
  public Map<String, String> compilerEnvironment() {
    return compilation == Compilation.PROGRAM && !name.equals("cpu")
        ? Map.of("XLA_FLAGS", CudaToolkit.flags())
        : Map.of();
  }

  /** Returns this device with another compilation, for measurements. */
  public Device with(Compilation other) {
    return new Device(name, threads, other, count);
  }

  /** Returns this device as one of so many, for tests: processors count as several if told so. */
  public Device times(int number) {
    return new Device(name, threads, compilation, number);
  }

  /**
   * Returns how a step is compiled: one program is on one device, so where networks are spread over
   * several, functions are compiled apart.
   *
   * @param networks N
   */
  public Compilation compilation(int networks) {
    return compilation == Compilation.PROGRAM && Math.min(count, networks) > 1
        ? Compilation.FUNCTIONS
        : compilation;
  }

  /** Returns where each network of a training is computed. */
  public NetworkDevices ofNetworks() {
    return count == 1
        ? NetworkDevices.ANY
        : new NetworkDevices(IntStream.range(0, count).mapToObj(this::device).toList());
  }

  private DeviceSpec device(int index) {
    return DeviceSpec.newBuilder()
        .deviceType(name.equals("cpu") ? DeviceSpec.DeviceType.CPU : DeviceSpec.DeviceType.GPU)
        .deviceIndex(index)
        .build();
  }

  /**
   * Loads TensorFlow's native code, which takes about a second, so that it is there when the first
   * device is chosen. A failure shows then.
   */
  public static void preload() {
    GpuLibraries.load();
    try {
      TensorFlow.version();
    } catch (LinkageError later) {
      LOG.log(System.Logger.Level.DEBUG, "TensorFlow cannot be loaded", later);
    }
  }

  private static String missing() {
    List<String> missing = GpuLibraries.missing();
    return missing.isEmpty()
        ? "nothing that it needs is missing, and TF_CPP_MIN_LOG_LEVEL=0 makes TensorFlow say what it tried"
        : "what is missing here: " + String.join("; ", missing);
  }

  /** Returns how many GPUs there are that compute. */
  private static int workingGpus() {
    GpuLibraries.load();
    int count = 0;
    while (count < MOST_GPUS && gpuWorks(count)) {
      count++;
    }
    return count;
  }

  private static boolean gpuWorks(int index) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var sum =
          tf.withDevice(
                  DeviceSpec.newBuilder()
                      .deviceType(DeviceSpec.DeviceType.GPU)
                      .deviceIndex(index)
                      .build())
              .math
              .add(tf.constant(1f), tf.constant(2f));
      ConfigProto config =
          ConfigProto.newBuilder()
              // The first session of a process decides; without growth it takes the whole GPU.
              .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true))
              .build();
      try (Session session = new Session(graph, config);
          var result = session.runner().fetch(sum).run()) {
        return ((TFloat32) result.get(0)).getFloat() == 3f;
      }
    } catch (TensorFlowException | IllegalArgumentException none) {
      return false;
    }
  }

  /**
   * Configures threads of its own, so that a scoring run does not queue behind training operations.
   * That of operations among each other takes {@code TF_OVERRIDE_GLOBAL_THREADPOOL=1} besides,
   * which the launcher sets: without it TensorFlow gives all sessions the threads of the first.
   */
  public ConfigProto trainingSession() {
    return trainingSession(threads, threads);
  }

  /**
   * Where there are more networks than processors, one thread computes one operation and as many
   * operations are under way as there are networks: where threads share operations they wait for
   * each other, up to a tenth of a step.
   */
  public ConfigProto trainingSession(int networks) {
    return threads == 0
            && name.equals("cpu")
            && networks > Runtime.getRuntime().availableProcessors()
        ? trainingSession(1, networks)
        : trainingSession();
  }

  private ConfigProto trainingSession(int ofOneOperation, int operations) {
    return session()
        .setUsePerSessionThreads(true)
        .setIntraOpParallelismThreads(ofOneOperation)
        .setInterOpParallelismThreads(operations)
        .build();
  }

  /** The fastest for scoring that work here. */
  public Kernels kernels() {
    if (!name.equals("cpu")) {
      return new PortableKernels(false);
    }
    return FusedKernels.work() ? new FusedKernels() : new PortableKernels();
  }

  public ConfigProto scoringSession(ScoringThreads scoring) {
    return session().setIntraOpParallelismThreads(scoring.ofOneOperation()).build();
  }

  private ConfigProto.Builder session() {
    ConfigProto.Builder config = ConfigProto.newBuilder();
    if (name.equals("cpu")) {
      config
          .putAllDeviceCount(Map.of("GPU", 0, "CPU", count))
          .setGraphOptions(GraphOptions.newBuilder().setRewriteOptions(REWRITING));
    } else {
      config.setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true));
    }
    return config;
  }
}
