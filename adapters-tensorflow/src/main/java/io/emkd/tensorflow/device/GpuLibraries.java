package io.emkd.tensorflow.device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;

/**
 * What TensorFlow opens by name to use a GPU. The Maven profile {@code gpu} puts the CUDA libraries
 * on the class path; loaded from there first, TensorFlow's own opening by name finds them.
 */
final class GpuLibraries {
  private static final String CUDA = "/org/bytedeco/cuda/linux-x86_64/";
  private static final String NATIVES =
      "/org/tensorflow/internal/c_api/linux-x86_64-gpu/libtensorflow_cc.so.2";

  /** Each after those it needs. */
  private static final List<String> LIBRARIES =
      List.of(
          "libcudart.so.12",
          "libnvJitLink.so.12",
          "libnvrtc-builtins.so.12.6",
          "libnvrtc.so.12",
          "libcublasLt.so.12",
          "libcublas.so.12",
          "libcufft.so.11",
          "libcusparse.so.12",
          "libcusolver.so.11",
          "libcupti.so.12",
          "libcudnn_graph.so.9",
          "libcudnn_ops.so.9",
          "libcudnn_cnn.so.9",
          "libcudnn_adv.so.9",
          "libcudnn_heuristic.so.9",
          "libcudnn_engines_precompiled.so.9",
          "libcudnn_engines_runtime_compiled.so.9",
          "libcudnn.so.9");

  /** Without one of these TensorFlow goes on without a GPU. */
  private static final List<String> INDISPENSABLE =
      List.of(
          "libcudart.so.12",
          "libcublas.so.12",
          "libcublasLt.so.12",
          "libcufft.so.11",
          "libcusolver.so.11",
          "libcusparse.so.12",
          "libcudnn.so.9");

  private GpuLibraries() {}

  /** Loads what the class path has, unpacked to JavaCPP's cache the first time. */
  static synchronized void load() {
    for (String library : LIBRARIES) {
      URL resource = GpuLibraries.class.getResource(CUDA + library);
      if (resource != null) {
        try {
          System.load(Loader.cacheResource(resource).getAbsolutePath());
        } catch (IOException failed) {
          throw new UncheckedIOException(library + " could not be unpacked", failed);
        }
      }
    }
  }

  /** What a usable GPU needs and this machine or build lacks, as far as can be seen from here. */
  static List<String> missing() {
    List<String> missing = new ArrayList<>();
    if (GpuLibraries.class.getResource(NATIVES) == null
        && find("libtensorflow_cc.so.2").isEmpty()) {
      missing.add(
          "TensorFlow's natives for CUDA (build with mvn -Pgpu, or start with EMKD_PROFILE=gpu)");
    }
    List<String> libraries =
        INDISPENSABLE.stream()
            .filter(l -> GpuLibraries.class.getResource(CUDA + l) == null && find(l).isEmpty())
            .toList();
    if (!libraries.isEmpty()) {
      missing.add(
          "the libraries "
              + String.join(" ", libraries)
              + " (the profile gpu brings them; else CUDA 12 and cuDNN 9 on LD_LIBRARY_PATH)");
    }
    if (find("libcuda.so.1").isEmpty()) {
      missing.add("NVIDIA's driver (libcuda.so.1)");
    }
    if (!Files.exists(Path.of("/dev/nvidiactl")) && !Files.exists(Path.of("/dev/dxg"))) {
      missing.add("a GPU that this process may use (/dev/nvidiactl; a container needs --gpus all)");
    }
    return missing;
  }

  private static Optional<Path> find(String library) {
    return Stream.of(
            System.getenv("LD_LIBRARY_PATH"),
            System.getProperty("java.library.path"),
            "/usr/lib/x86_64-linux-gnu:/usr/lib64:/usr/lib/wsl/lib:/usr/local/cuda/lib64:/usr/local/nvidia/lib64")
        .filter(Objects::nonNull)
        .flatMap(path -> Arrays.stream(path.split(":")))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, library))
        .filter(Files::exists)
        .findFirst();
  }
}
