package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What docs/deploy.md says of a release, followed with nothing on the PATH but a Java runtime and
 * what every Linux has.
 */
class ReleaseTest {
  private static final List<String> TOOLS =
      List.of(
          "bash",
          "cat",
          "cksum",
          "cut",
          "dirname",
          "env",
          "grep",
          "head",
          "ls",
          "mkdir",
          "mv",
          "readlink",
          "rm",
          "sed",
          "unzip");

  @TempDir Path folder;

  private static Path zip() throws IOException {
    Path target = Path.of(System.getProperty("project.root"), "bootstrap/release/target");
    Optional<Path> zip = Optional.empty();
    if (Files.isDirectory(target)) {
      try (Stream<Path> files = Files.list(target)) {
        zip = files.filter(file -> file.toString().endsWith("-linux-x86_64.zip")).findFirst();
      }
    }
    assumeTrue(zip.isPresent(), "SKIPPED: no zip in " + target + "; mvn -Prelease makes it");
    return zip.orElseThrow();
  }

  @Test
  void itStartsWithAJavaRuntimeAlone() throws Exception {
    Path zip = zip();
    Path here = Files.createDirectories(folder.resolve("here"));
    Files.createSymbolicLink(here.resolve(zip.getFileName()), zip);
    Path tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool : TOOLS) {
      Files.createSymbolicLink(tools.resolve(tool), Path.of(Manifests.tool(tool)).toRealPath());
    }
    Files.createSymbolicLink(
        tools.resolve("java"), Path.of(System.getProperty("java.home"), "bin", "java"));
    List<String> lines =
        FollowedPage.lines("docs/deploy.md", "Release").stream()
            .filter(line -> !line.startsWith("mvn "))
            .toList();
    assertThat(lines).hasSize(4);
    try (FollowedPage page =
        new FollowedPage(here, Map.of("PATH", tools.toString(), "JAVA_HOME", ""))) {
      List<String> said = page.follow(lines);
      assertThat(said.get(1)).contains("emkd ", "TensorFlow ", "Java ", "CPU ", "GPU ");
    }
    Path release = here.resolve("emkd-" + version(zip));
    assertThat(release.resolve("archives")).isDirectoryContaining("glob:**/server-*.jsa");
    assertThat(release.resolve("THIRD-PARTY.txt"))
        .content()
        .contains("io.grpc:grpc-netty", "org.tensorflow:tensorflow-core-api")
        .doesNotContain("io.emkd:", "Unknown license");
    // gRPC takes the class of the first that has it (io.grpc.override).
    assertThat(release.resolve("classpath/server"))
        .content()
        .matches(".*libs/emkd-server-.*libs/opentelemetry-grpc-.*");
    assertThat(release.resolve("bom.json")).content().contains("CycloneDX", "grpc-netty");
  }

  private static String version(Path zip) {
    return zip.getFileName().toString().replaceAll("^emkd-(.*)-linux-x86_64\\.zip$", "$1");
  }
}
