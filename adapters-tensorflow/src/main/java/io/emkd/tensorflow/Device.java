package io.emkd.tensorflow;

import io.emkd.domain.error.UnmetPreconditionException;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.types.TFloat32;

/**
 * Where TensorFlow computes.
 *
 * @param name {@code cpu} or {@code gpu}, as logged and recorded in manifests
 * @param threads of one operation in training; 0 takes all processors
 */
public record Device(String name, int threads) {
  /** What a configuration may ask for. */
  public static final List<String> CHOICES = List.of("auto", "cpu", "gpu");

  /**
   * @param choice {@code auto} takes a GPU where one is usable
   * @throws UnmetPreconditionException if {@code gpu} is asked for and none is usable
   */
  public static Device choose(String choice, int threads) {
    return switch (choice) {
      case "cpu" -> new Device("cpu", threads);
      case "gpu" -> {
        if (!gpuWorks()) {
          throw new UnmetPreconditionException(
              "GPU_UNAVAILABLE",
              "device",
              "device is gpu but TensorFlow finds none: it needs an NVIDIA driver (nvidia-smi lists the GPU),"
                  + " the CUDA 12 and cuDNN 9 libraries, and a build whose natives are linux-x86_64-gpu;"
                  + " use device auto or cpu to compute without a GPU");
        }
        yield new Device("gpu", threads);
      }
      case "auto" -> new Device(gpuWorks() ? "gpu" : "cpu", threads);
      default ->
          throw new io.emkd.domain.error.InvalidInputException(
              "device", choice, "one of " + CHOICES);
    };
  }

  private static boolean gpuWorks() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var sum =
          tf.withDevice(
                  org.tensorflow.DeviceSpec.newBuilder()
                      .deviceType(org.tensorflow.DeviceSpec.DeviceType.GPU)
                      .deviceIndex(0)
                      .build())
              .math
              .add(tf.constant(1f), tf.constant(2f));
      try (Session session = new Session(graph);
          var result = session.runner().fetch(sum).run()) {
        return ((TFloat32) result.get(0)).getFloat() == 3f;
      }
    } catch (org.tensorflow.exceptions.TensorFlowException | IllegalArgumentException none) {
      return false;
    }
  }

  ConfigProto trainingSession() {
    return session()
        .setIntraOpParallelismThreads(threads)
        .setInterOpParallelismThreads(threads)
        .build();
  }

  ConfigProto servingSession() {
    return session().build();
  }

  private ConfigProto.Builder session() {
    ConfigProto.Builder config = ConfigProto.newBuilder();
    if (name.equals("cpu")) {
      config.putAllDeviceCount(Map.of("GPU", 0));
    } else {
      config.setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true));
    }
    return config;
  }
}
