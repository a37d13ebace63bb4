package io.emkd.systemtests;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A Python of a test's own, with packages of PyPI. */
final class PythonEnvironment {
  private final Path root;

  private PythonEnvironment(Path root) {
    this.root = root;
  }

  /**
   * Makes it, or takes that of an earlier run; skips the test where that is not possible.
   *
   * @param name of its folder
   * @param requirements as pip takes them
   */
  static PythonEnvironment of(String name, String... requirements) throws Exception {
    Path root = Path.of("target", name).toAbsolutePath();
    Path folder = Files.createDirectories(root.getParent());
    if (!Files.exists(root.resolve("bin/pip"))) {
      ToolRun made =
          ToolRun.of(
              folder,
              Map.of(),
              List.of(Manifests.tool("python3"), "-m", "venv", "--clear", root.toString()));
      assumeThat(made.status()).as("SKIPPED: no venv can be made: %s", made.said()).isZero();
    }
    PythonEnvironment python = new PythonEnvironment(root);
    ToolRun upgraded = python.run(folder, Map.of(), "-m", "pip", "install", "-q", "-U", "pip");
    assumeThat(upgraded.status()).as("SKIPPED: pip installs nothing: %s", upgraded.said()).isZero();
    python
        .run(
            folder,
            Map.of(),
            Stream.concat(Stream.of("-m", "pip", "install", "-q"), Stream.of(requirements))
                .toArray(String[]::new))
        .saidAtSuccess();
    return python;
  }

  /** Runs {@code python ARGUMENTS} to its end. */
  ToolRun run(Path place, Map<String, String> variables, String... arguments) throws Exception {
    return ToolRun.of(
        place,
        variables,
        Stream.concat(Stream.of(root.resolve("bin/python").toString()), Stream.of(arguments))
            .toList());
  }
}
