package io.emkd.tensorflow.device;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What XLA needs of a CUDA toolkit to compile for a GPU and no Maven artifact has: libdevice, and
 * ptxas, which is found beside it.
 */
public final class CudaToolkit {
  private static final String LIBDEVICE = "nvvm/libdevice/libdevice.10.bc";
  private static final String FLAG = "--xla_gpu_cuda_data_dir=";
  private static final Pattern GIVEN = Pattern.compile(FLAG + "(\\S+)");

  private CudaToolkit() {}

  /** Returns the toolkit's folder: what XLA_FLAGS, CUDA_HOME, CUDA_PATH and PATH say, or usual. */
  public static Optional<Path> find() {
    return find(System.getenv(), Path.of("/usr/local/cuda"));
  }

  static Optional<Path> find(Map<String, String> environment, Path usual) {
    Matcher given = GIVEN.matcher(environment.getOrDefault("XLA_FLAGS", ""));
    Stream<Path> named =
        Stream.of(
                given.find() ? given.group(1) : null,
                environment.get("CUDA_HOME"),
                environment.get("CUDA_PATH"))
            .filter(Objects::nonNull)
            .filter(folder -> !folder.isEmpty())
            .map(Path::of);
    Stream<Path> ofPrograms =
        Arrays.stream(environment.getOrDefault("PATH", "").split(":"))
            .filter(folder -> !folder.isEmpty())
            .map(Path::of)
            .filter(folder -> Files.isExecutable(folder.resolve("ptxas")))
            .map(Path::getParent)
            .filter(Objects::nonNull);
    return Stream.of(named, ofPrograms, Stream.of(usual))
        .flatMap(folders -> folders)
        .filter(folder -> Files.isRegularFile(folder.resolve(LIBDEVICE)))
        .findFirst();
  }

  /**
   * Returns this process's XLA_FLAGS with the toolkit named in them, for the environment of a
   * process that compiles: by itself XLA looks in the usual folder alone.
   */
  public static String flags() {
    String flags = System.getenv().getOrDefault("XLA_FLAGS", "");
    return GIVEN.matcher(flags).find()
        ? flags
        : find().map(folder -> (flags + " " + FLAG + folder).strip()).orElse(flags);
  }
}
