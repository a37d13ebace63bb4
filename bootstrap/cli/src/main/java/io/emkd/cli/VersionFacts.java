package io.emkd.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.IVersionProvider;

/**
 * Says in lines what this program is and what it would compute on: what a report of a fault needs.
 * Nothing is loaded for it, no TensorFlow and no driver.
 */
final class VersionFacts implements IVersionProvider {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  /** NVIDIA's driver has a folder for each GPU here. */
  private static final Path GPUS = Path.of("/proc/driver/nvidia/gpus");

  @Override
  public String[] getVersion() {
    BuildFacts build = BuildFacts.read();
    return new String[] {
      build.program(),
      build.library(),
      "Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
      "CPU " + processor(PROCESSORS) + ", " + Runtime.getRuntime().availableProcessors() + " used",
      "GPU " + gpus(GPUS)
    };
  }

  /**
   * @param facts as of /proc/cpuinfo
   */
  static String processor(Path facts) {
    return field(facts, "model name").orElse(System.getProperty("os.arch"));
  }

  /**
   * @param folder of the driver; not there without one
   */
  static String gpus(Path folder) {
    if (!Files.isDirectory(folder)) {
      return "none that a driver of NVIDIA's tells of";
    }
    try (Stream<Path> gpus = Files.list(folder)) {
      String names =
          gpus.sorted()
              .map(gpu -> field(gpu.resolve("information"), "Model").orElse("of an unknown model"))
              .reduce((one, other) -> one + ", " + other)
              .orElse("");
      return names.isEmpty() ? "none, though NVIDIA's driver is there" : names;
    } catch (IOException unreadable) {
      return "not known: " + LocalFile.problem(unreadable);
    }
  }

  private static Optional<String> field(Path file, String name) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.matches(name + "\\s*:.*"))
          .map(line -> line.replaceFirst("[^:]*:\\s*", "").strip())
          .findFirst();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }
}
