package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.cli.EmkdCommand;
import io.emkd.server.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the overlays start is what the application knows, and as safe as it can be. */
class KustomizeTest {
  /** Read by the launcher, and by Amazon's library. */
  private static final Set<String> OF_OTHERS =
      Set.of("EMKD_JAVA_OPTIONS", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");

  private static final Pattern HEAP = Pattern.compile("-Xmx(\\d+)g");
  private static final Pattern GIBIBYTES = Pattern.compile("(\\d+)Gi");

  static Stream<String> overlays() throws IOException {
    try (Stream<Path> folders = Files.list(Manifests.FOLDER.resolve("overlays"))) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList().stream();
    }
  }

  private static List<Map<String, Object>> workloads(String overlay) {
    List<Map<String, Object>> workloads =
        Manifests.workloads(Manifests.kustomized("overlays/" + overlay));
    assertThat(workloads).isNotEmpty();
    return workloads;
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void everyArgumentIsOneThatServeKnows(String overlay) {
    for (Map<String, Object> workload : workloads(overlay)) {
      String[] arguments =
          Manifests.list(Manifests.container(workload).get("args")).stream()
              .map(String::valueOf)
              .toArray(String[]::new);
      var parsed = EmkdCommand.commandLine().parseArgs(arguments);
      assertThat(parsed.subcommand().commandSpec().name()).isEqualTo("serve");
      assertThat(parsed.subcommand().unmatched()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void everyEnvironmentVariableIsASetting(String overlay) {
    requireSettings(workloads(overlay));
  }

  /** The chart has the options of the components, which another test compares. */
  @Test
  void everyEnvironmentVariableOfAnOptionIsASetting() {
    requireSettings(
        Manifests.workloads(
            Manifests.chart("--set", "mode=shared,tls.certManager=true,tokens.secret=callers")));
  }

  private static void requireSettings(List<Map<String, Object>> workloads) {
    Set<String> known = new TreeSet<>(Settings.variables());
    known.addAll(OF_OTHERS);
    for (Map<String, Object> workload : workloads) {
      assertThat(Manifests.list(Manifests.container(workload).get("env")))
          .isNotEmpty()
          .extracting(variable -> String.valueOf(Manifests.map(variable).get("name")))
          .isSubsetOf(known)
          .doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void noSecretStandsInAManifest(String overlay) {
    for (Map<String, Object> workload : workloads(overlay)) {
      assertThat(Manifests.list(Manifests.container(workload).get("env")))
          .filteredOn(
              variable ->
                  String.valueOf(Manifests.map(variable).get("name"))
                      .matches(".*(PASSWORD|SECRET|KEY_ID).*"))
          .allSatisfy(
              variable ->
                  assertThat(Manifests.map(Manifests.map(variable).get("valueFrom")))
                      .containsKey("secretKeyRef"));
    }
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void everyPodRunsWithoutRights(String overlay) {
    for (Map<String, Object> workload : workloads(overlay)) {
      Map<String, Object> pod = Manifests.pod(workload);
      assertThat(pod)
          .containsEntry("enableServiceLinks", false)
          .containsEntry("automountServiceAccountToken", false)
          .containsEntry("serviceAccountName", "emkd");
      assertThat(Manifests.map(pod.get("securityContext")))
          .containsEntry("runAsNonRoot", true)
          .containsEntry("runAsUser", 10001)
          .containsEntry("seccompProfile", Map.of("type", "RuntimeDefault"));
      assertThat(Manifests.map(Manifests.container(workload).get("securityContext")))
          .containsEntry("allowPrivilegeEscalation", false)
          .containsEntry("readOnlyRootFilesystem", true)
          .containsEntry("capabilities", Map.of("drop", List.of("ALL")));
      assertThat(Manifests.list(Manifests.container(workload).get("volumeMounts")))
          .extracting(mount -> Manifests.map(mount).get("mountPath"))
          .contains("/tmp", "/var/lib/emkd");
    }
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void memoryIsPromisedAndTheHeapLeavesMostOfItToNativeCode(String overlay) {
    for (Map<String, Object> workload : workloads(overlay)) {
      Map<String, Object> container = Manifests.container(workload);
      Map<String, Object> resources = Manifests.map(container.get("resources"));
      Object limit = Manifests.map(resources.get("limits")).get("memory");
      assertThat(Manifests.map(resources.get("requests"))).containsEntry("memory", limit);
      int heap =
          Manifests.list(container.get("env")).stream()
              .map(Manifests::map)
              .filter(variable -> "EMKD_JAVA_OPTIONS".equals(variable.get("name")))
              .mapToInt(variable -> number(HEAP, String.valueOf(variable.get("value"))))
              .sum();
      assertThat(2 * heap).isPositive().isLessThanOrEqualTo(number(GIBIBYTES, "" + limit));
    }
  }

  private static int number(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void probesAskForWhatTheServerTellsOverHttp(String overlay) {
    for (Map<String, Object> workload : workloads(overlay)) {
      Map<String, Object> container = Manifests.container(workload);
      assertThat(path(container, "startupProbe")).isEqualTo("/health/liveness");
      assertThat(path(container, "livenessProbe")).isEqualTo("/health/liveness");
      assertThat(path(container, "readinessProbe")).isEqualTo("/health/readiness");
    }
  }

  private static Object path(Map<String, Object> container, String probe) {
    return Manifests.map(Manifests.map(container.get(probe)).get("httpGet")).get("path");
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void theImagesAreThoseThatJibBuilds(String overlay) throws IOException {
    Path root = Manifests.FOLDER.resolveSibling("bootstrap/image/pom.xml");
    String pom = Files.readString(root);
    List<String> names =
        Pattern.compile("<image.name>(.*?)</image.name>")
            .matcher(pom)
            .results()
            .map(found -> found.group(1))
            .toList();
    Matcher version =
        Pattern.compile("</artifactId><version>(.*?)</version></parent>").matcher(pom);
    assertThat(version.find()).isTrue();
    for (Map<String, Object> workload : workloads(overlay)) {
      assertThat(names)
          .extracting(name -> name + ":" + version.group(1))
          .contains(String.valueOf(Manifests.container(workload).get("image")));
    }
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void everySelectorFindsPodsAndEveryPolicyAllOfThem(String overlay) {
    String rendered = Manifests.kustomized("overlays/" + overlay);
    List<Map<String, Object>> labels =
        Manifests.workloads(rendered).stream()
            .map(
                workload ->
                    Manifests.map(
                        Manifests.map(
                                Manifests.map(Manifests.map(workload.get("spec")).get("template"))
                                    .get("metadata"))
                            .get("labels")))
            .toList();
    for (Map<String, Object> document : Manifests.documents(rendered)) {
      if ("Service".equals(document.get("kind"))) {
        Map<String, Object> selector =
            Manifests.map(Manifests.map(document.get("spec")).get("selector"));
        assertThat(labels)
            .as("%s", document)
            .anySatisfy(pod -> assertThat(pod).containsAllEntriesOf(selector));
      }
      if ("NetworkPolicy".equals(document.get("kind"))) {
        Map<String, Object> selector =
            Manifests.map(
                Manifests.map(Manifests.map(document.get("spec")).get("podSelector"))
                    .get("matchLabels"));
        assertThat(labels).allSatisfy(pod -> assertThat(pod).containsAllEntriesOf(selector));
      }
    }
  }

  @Test
  void theAutoscalersMetricIsMadeOfOneThatTheServerHas() throws IOException {
    Map<String, Object> autoscaler =
        Manifests.documents(Manifests.kustomized("overlays/postgres-s3")).stream()
            .filter(document -> "HorizontalPodAutoscaler".equals(document.get("kind")))
            .findFirst()
            .orElseThrow();
    String adapter = Files.readString(Manifests.FOLDER.resolve("prometheus-adapter.yaml"));
    Map<String, Object> rule =
        Manifests.map(
            Manifests.list(
                    Manifests.map(Manifests.documents(adapter).get(0).get("rules")).get("custom"))
                .get(0));
    Object made = Manifests.map(rule.get("name")).get("as");
    assertThat(autoscaler.toString()).contains("metric={name=" + made + "}");
    assertThat(
            Pattern.compile("emkd_\\w+(?=_(sum|count)\\{)")
                .matcher(rule.get("seriesQuery") + " " + rule.get("metricsQuery"))
                .results()
                .map(found -> "`" + found.group() + "`"))
        .hasSize(3)
        .allSatisfy(name -> assertThat(Documents.texts().get("docs/metrics.md")).contains(name));
  }
}
