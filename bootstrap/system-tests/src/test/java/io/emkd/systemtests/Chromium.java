package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A headless Chromium that Playwright drives. Its pictures are in target/page. */
final class Chromium {
  private static final Path PACKAGES =
      Path.of(System.getProperty("project.root"), ".ci", "node_modules");

  private Chromium() {}

  /**
   * Runs a script of the test's resources, which fails where a page is not as it should be.
   *
   * @param pictures how many it takes
   * @param name of their folder, which is the script's last argument
   */
  static void run(String script, int pictures, String name, String... arguments) throws Exception {
    assumeTrue(
        Files.isDirectory(PACKAGES.resolve("playwright-core")),
        () -> "SKIPPED: Playwright is not in " + PACKAGES + "; .ci/run installs it with npm");
    Path screenshots = Files.createDirectories(Path.of("target", "page", name)).toAbsolutePath();
    List<String> command = new ArrayList<>();
    command.add(Manifests.tool("node"));
    command.add(path(script).toString());
    command.addAll(List.of(arguments));
    command.add(screenshots.toString());
    ToolRun.of(
            screenshots,
            Map.of("NODE_PATH", PACKAGES.toString(), "CHROMIUM", Manifests.tool("chromium")),
            command)
        .saidAtSuccess();
    try (var files = Files.list(screenshots)) {
      assertThat(files.filter(file -> file.toString().endsWith(".png"))).hasSize(pictures);
    }
  }

  private static Path path(String script) throws URISyntaxException {
    return Path.of(Chromium.class.getResource("/page/" + script).toURI());
  }
}
