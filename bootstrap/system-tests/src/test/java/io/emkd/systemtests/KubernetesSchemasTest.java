package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Kubernetes' own schemas, of an old and a new release, accept what is rendered. */
class KubernetesSchemasTest {
  private static final Path SCHEMAS =
      Path.of(System.getProperty("project.root"), ".ci", "kubernetes-schemas");

  /** Their schemas belong to who makes them, not to Kubernetes. */
  private static final String OF_OPERATORS = "Certificate,ServiceMonitor";

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
    List<String> command = new ArrayList<>();
    command.add(Manifests.tool("kubeconform"));
    command.addAll(List.of("-strict", "-summary", "-skip", OF_OPERATORS));
    command.addAll(
        List.of(
            "-schema-location",
            SCHEMAS.resolve(release) + "/{{.ResourceKind}}{{.KindSuffix}}.json"));
    command.addAll(files);
    assertThat(Manifests.output(command)).contains("Invalid: 0, Errors: 0, Skipped: 4");
  }

  private String write(String name, String rendered) throws IOException {
    return Files.writeString(folder.resolve(name + ".yaml"), rendered).toString();
  }
}
