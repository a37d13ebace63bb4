package io.emkd.benchmarks;

import io.emkd.cli.CliException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * On which processors a process runs, by {@code taskset} of util-linux.
 *
 * @param list such as {@code 0-3,6}; empty for all
 */
record Processors(String list) {
  /** Those that this process may use now. */
  static Processors ofThisProcess() throws IOException {
    String key = "Cpus_allowed_list:";
    return new Processors(
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith(key))
            .map(line -> line.substring(key.length()).strip())
            .findFirst()
            .orElse(""));
  }

  /** These, or others where these are not given. */
  Processors or(Processors others) {
    return list.isEmpty() ? others : this;
  }

  /** What is to be put before a command. */
  List<String> prefix() {
    return list.isEmpty() ? List.of() : List.of("taskset", "-c", list);
  }

  /** Has all threads of this process run there from now on. */
  void takeThisProcess() throws IOException, InterruptedException {
    if (list.isEmpty()) {
      return;
    }
    List<String> command = new ArrayList<>(List.of("taskset", "-a", "-c", "-p", list));
    command.add(String.valueOf(ProcessHandle.current().pid()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new CliException("processors " + list + " cannot be had: " + said.strip());
    }
  }
}
