package io.emkd.systemtests;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** A Python of a test's own, with packages of PyPI. */
final class PythonEnvironment {
  /** Whatever other Python comes first on the path, this one has the packages of Debian. */
  private static final String DEBIANS = "/usr/bin/python3";

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
    PythonEnvironment python = made(name, Manifests.tool("python3"));
    python.install(requirements);
    return python;
  }

  /**
   * As {@link #of}, with the PyTorch, NumPy and pandas of Debian's packages, which compute on a
   * processor alone and are a tenth of PyPI's; skips the test where they are not installed.
   */
  static PythonEnvironment withPyTorch(String name, String... requirements) throws Exception {
    PythonEnvironment python = made(name, DEBIANS, "--system-site-packages");
    ToolRun there =
        python.run(python.root, Map.of(), "-c", "import torch, pandas, scipy.sparse, sklearn");
    assumeThat(there.status())
        .as("SKIPPED: Debian's PyTorch is not there; .ci/run installs it: %s", there.said())
        .isZero();
    python.install(requirements);
    return python;
  }

  private static PythonEnvironment made(String name, String interpreter, String... options)
      throws Exception {
    Path root = Path.of("target", name).toAbsolutePath();
    Path folder = Files.createDirectories(root.getParent());
    if (!Files.exists(root.resolve("bin/pip"))) {
      ToolRun made =
          ToolRun.of(
              folder,
              Map.of(),
              Stream.of(
                      Stream.of(interpreter, "-m", "venv", "--clear"),
                      Stream.of(options),
                      Stream.of(root.toString()))
                  .flatMap(part -> part)
                  .toList());
      assumeThat(made.status()).as("SKIPPED: no venv can be made: %s", made.said()).isZero();
    }
    PythonEnvironment python = new PythonEnvironment(root);
    ToolRun upgraded = python.run(folder, Map.of(), "-m", "pip", "install", "-q", "-U", "pip");
    assumeThat(upgraded.status()).as("SKIPPED: pip installs nothing: %s", upgraded.said()).isZero();
    return python;
  }

  /**
   * @param requirements as pip takes them, with its options
   */
  void install(String... requirements) throws Exception {
    run(
            root,
            Map.of(),
            Stream.concat(Stream.of("-m", "pip", "install", "-q"), Stream.of(requirements))
                .toArray(String[]::new))
        .saidAtSuccess();
  }

  /** As the activation of a virtual environment has it in {@code VIRTUAL_ENV}. */
  Path root() {
    return root;
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
