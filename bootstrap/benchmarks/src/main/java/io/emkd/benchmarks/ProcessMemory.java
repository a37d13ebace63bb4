package io.emkd.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel says of this process's memory. */
final class ProcessMemory {
  private ProcessMemory() {}

  /** The high-water mark. */
  static long peakResidentBytes() {
    return bytes("self", "VmHWM:");
  }

  /** The high-water mark of another process. */
  static long peakResidentBytes(long pid) {
    return bytes(Long.toString(pid), "VmHWM:");
  }

  /** Now; what the heap's garbage takes is not in it. */
  static long residentBytesWithoutHeap() {
    return bytes("self", "VmRSS:")
        - ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
  }

  private static long bytes(String process, String name) {
    try {
      return Files.readAllLines(Path.of("/proc", process, "status")).stream()
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElseThrow();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
