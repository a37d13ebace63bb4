package io.emkd.experiments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What computes here, by name. */
final class MachineFacts {
  private MachineFacts() {}

  /**
   * Name, driver and memory of the first GPU, as nvidia-smi tells them, or the processor's name.
   */
  static String device(String computes) {
    return computes.equals("gpu") ? gpu() : processor();
  }

  private static String gpu() {
    try {
      Process process =
          new ProcessBuilder(
                  "nvidia-smi",
                  "--id=0",
                  "--query-gpu=name,driver_version,memory.total",
                  "--format=csv,noheader")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String line =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return line.isEmpty() ? "a GPU of which nvidia-smi tells nothing" : line;
    } catch (IOException unavailable) {
      return "a GPU; there is no nvidia-smi to tell its name";
    }
  }

  private static String processor() {
    String processors = Runtime.getRuntime().availableProcessors() + " processors";
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> line.replaceFirst(".*:\\s*", "") + ", " + processors)
          .orElse(processors);
    } catch (IOException unavailable) {
      return processors;
    }
  }
}
