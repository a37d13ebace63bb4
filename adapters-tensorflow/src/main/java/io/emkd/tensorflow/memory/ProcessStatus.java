package io.emkd.tensorflow.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What Linux tells of a process's memory, in {@code /proc/PID/status}. */
public final class ProcessStatus {
  private ProcessStatus() {}

  /**
   * @param proc where {@code /proc} is
   * @param name such as {@code VmHWM}
   * @return bytes; empty if the process has none of that name
   * @throws IOException also if there is no such process
   */
  public static OptionalLong bytes(Path proc, long pid, String name) throws IOException {
    return Files.readAllLines(proc.resolve(Long.toString(pid)).resolve("status")).stream()
        .filter(line -> line.startsWith(name + ":"))
        .mapToLong(ProcessStatus::bytes)
        .findFirst();
  }

  /** Of a line such as {@code MemTotal: 24576 kB}. */
  static long bytes(String line) {
    return Long.parseLong(line.replaceAll("\\D", "")) << 10;
  }
}
