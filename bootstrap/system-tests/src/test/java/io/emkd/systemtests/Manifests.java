package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.Yaml;

/** What kustomize and helm make of the folder {@code k8s}. */
final class Manifests {
  static final Path FOLDER = Path.of(System.getProperty("project.root"), "k8s");

  private Manifests() {}

  /** As kubectl renders a folder below {@code k8s}. */
  static String kustomized(String folder) {
    return kustomized(FOLDER.resolve(folder));
  }

  static String kustomized(Path folder) {
    return output(List.of(tool("kubectl"), "kustomize", folder.toString()));
  }

  /** The chart as helm renders it for a release of the name emkd. */
  static String chart(String... options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                tool("helm"),
                "template",
                "emkd",
                FOLDER.resolve("helm/emkd").toString(),
                // Of a helm that was built without one of its own, it is too old for the chart.
                "--kube-version",
                "1.30.0"));
    command.addAll(List.of(options));
    return output(command);
  }

  /** Where a program is; the test skips where it is not. */
  static String tool(String name) {
    return Stream.concat(
            Arrays.stream(System.getenv("PATH").split(File.pathSeparator)),
            Stream.of(System.getProperty("user.home") + "/go/bin"))
        .map(place -> new File(place, name))
        .filter(File::canExecute)
        .findFirst()
        .map(File::toString)
        .orElseGet(
            () -> {
              assumeTrue(false, "SKIPPED: " + name + " is not there; .ci/run installs it");
              return "";
            });
  }

  /** What a program prints that ends with status 0. */
  static String output(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as("%s said: %s", command, said).isZero();
      return said;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }

  static List<Map<String, Object>> documents(String rendered) {
    return StreamSupport.stream(new Yaml().loadAll(rendered).spliterator(), false)
        .filter(document -> document != null)
        .map(Manifests::map)
        .toList();
  }

  /** StatefulSets and Deployments. */
  static List<Map<String, Object>> workloads(String rendered) {
    return documents(rendered).stream()
        .filter(
            document ->
                List.of("StatefulSet", "Deployment").contains(String.valueOf(document.get("kind"))))
        .toList();
  }

  static Map<String, Object> pod(Map<String, Object> workload) {
    return map(map(map(workload.get("spec")).get("template")).get("spec"));
  }

  static Map<String, Object> container(Map<String, Object> workload) {
    return map(list(pod(workload).get("containers")).get(0));
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object node) {
    return (Map<String, Object>) node;
  }

  @SuppressWarnings("unchecked")
  static List<Object> list(Object node) {
    return (List<Object>) node;
  }
}
