package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.emkd.cli.EmkdCommand;
import io.emkd.server.settings.Settings;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What the kustomize base starts is what the application knows. */
class KustomizeTest {
  private static Map<String, Object> pod() throws IOException, InterruptedException {
    boolean installed =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(p -> new File(p, "kubectl").canExecute());
    assumeTrue(installed, "SKIPPED: kubectl is not on the PATH; .ci/run installs it");
    Process process =
        new ProcessBuilder(
                "kubectl",
                "kustomize",
                Path.of(System.getProperty("project.root"), "k8s", "base").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String rendered = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return StreamSupport.stream(new Yaml().loadAll(rendered).spliterator(), false)
        .map(KustomizeTest::map)
        .filter(document -> "StatefulSet".equals(document.get("kind")))
        .map(set -> map(map(map(set.get("spec")).get("template")).get("spec")))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, Object> container() throws IOException, InterruptedException {
    return map(((List<?>) pod().get("containers")).get(0));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object node) {
    return (Map<String, Object>) node;
  }

  @Test
  void everyArgumentIsOneThatServeKnows() throws IOException, InterruptedException {
    String[] arguments =
        ((List<?>) container().get("args")).stream().map(String::valueOf).toArray(String[]::new);
    var parsed = EmkdCommand.commandLine().parseArgs(arguments);
    assertThat(parsed.subcommand().commandSpec().name()).isEqualTo("serve");
    assertThat(parsed.subcommand().unmatched()).isEmpty();
  }

  @Test
  void everyEnvironmentVariableIsASetting() throws IOException, InterruptedException {
    assertThat((List<?>) container().get("env"))
        .allSatisfy(
            variable ->
                assertThat(Settings.variables())
                    .contains(String.valueOf(map(variable).get("name"))));
  }

  @Test
  void theServiceSetsNoVariableThatLooksLikeASetting() throws IOException, InterruptedException {
    assertThat(pod()).containsEntry("enableServiceLinks", false);
  }

  @Test
  void probesAskTheGrpcPortAndResourcesAreRequested() throws IOException, InterruptedException {
    Map<String, Object> container = container();
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertThat(map(map(container.get(probe)).get("grpc"))).containsEntry("port", 50051);
    }
    assertThat(map(map(container.get("resources")).get("requests"))).containsKeys("cpu", "memory");
  }
}
