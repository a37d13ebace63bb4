package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/**
 * Kubernetes' own schemas, of an old and a new release, accept what is rendered, and so do those of
 * cert-manager and the Prometheus operator.
 */
class KubernetesSchemasTest {
  private static final Path SCHEMAS =
      Path.of(System.getProperty("project.root"), ".ci", "kubernetes-schemas");

  private static final Path OF_OPERATORS =
      Path.of(System.getProperty("project.root"), ".ci", "operator-schemas");

  @TempDir Path folder;

  static Stream<String> releases() {
    return Stream.of("v1.29.0", "v1.37.0");
  }

  @ParameterizedTest
  @MethodSource("releases")
  void everyOverlayAndEveryRenderingOfTheChartIsValid(String release) throws IOException {
    assumeTrue(Files.isDirectory(SCHEMAS), "SKIPPED: no " + SCHEMAS + "; .ci/run installs them");
    List<String> files = new ArrayList<>();
    files.add(write("embedded", Manifests.kustomized("overlays/embedded")));
    files.add(write("postgres-s3", Manifests.kustomized("overlays/postgres-s3")));
    String everything = "tls.certManager=true,tokens.secret=t,serviceMonitor.enabled=true,";
    files.add(write("chart-embedded", Manifests.chart("--set", everything + "mode=embedded")));
    files.add(write("chart-shared", Manifests.chart("--set", everything + "mode=shared")));
    files.add(write("monitoring", Manifests.kustomized("monitoring")));
    writeOperatorsSchemas();
    List<String> command = new ArrayList<>();
    command.add(Manifests.tool("kubeconform"));
    command.addAll(List.of("-strict", "-summary"));
    command.addAll(
        List.of(
            "-schema-location",
            SCHEMAS.resolve(release) + "/{{.ResourceKind}}{{.KindSuffix}}.json"));
    command.addAll(List.of("-schema-location", folder + "/{{.ResourceKind}}.json"));
    command.addAll(files);
    assertThat(Manifests.output(command)).contains("Invalid: 0, Errors: 0, Skipped: 0");
  }

  /** As kubeconform reads them: of each version's definition the schema, which knows all fields. */
  private void writeOperatorsSchemas() throws IOException {
    assumeTrue(
        Files.isDirectory(OF_OPERATORS), "SKIPPED: no " + OF_OPERATORS + "; .ci/run installs them");
    try (Stream<Path> definitions = Files.list(OF_OPERATORS)) {
      for (Path definition : definitions.toList()) {
        Map<String, Object> spec =
            map(map(new Yaml().<Object>load(Files.readString(definition))).get("spec"));
        String kind = String.valueOf(map(spec.get("names")).get("kind"));
        Map<String, Object> version = map(((List<?>) spec.get("versions")).get(0));
        Object schema = map(version.get("schema")).get("openAPIV3Schema");
        closeObjects(schema);
        Files.writeString(
            folder.resolve(kind.toLowerCase(Locale.ROOT) + ".json"), new Gson().toJson(schema));
      }
    }
  }

  /** Has a field that nobody has named be a fault, as the API server's strict validation does. */
  private static void closeObjects(Object node) {
    if (node instanceof List<?> list) {
      list.forEach(KubernetesSchemasTest::closeObjects);
    } else if (node instanceof Map<?, ?> fields) {
      if (fields.get("properties") instanceof Map<?, ?>
          && !fields.containsKey("additionalProperties")
          && !fields.containsKey("x-kubernetes-preserve-unknown-fields")) {
        map(fields).put("additionalProperties", false);
      }
      fields.values().forEach(KubernetesSchemasTest::closeObjects);
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object node) {
    return (Map<String, Object>) node;
  }

  private String write(String name, String rendered) throws IOException {
    return Files.writeString(folder.resolve(name + ".yaml"), rendered).toString();
  }
}
