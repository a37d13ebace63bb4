package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chart and the overlays are two ways to the same. */
class HelmChartTest {
  @TempDir Path folder;

  @Test
  void helmFindsNothingToSayOfTheChart() {
    for (String mode : List.of("embedded", "shared")) {
      assertThat(
              Manifests.output(
                  List.of(
                      Manifests.tool("helm"),
                      "lint",
                      "--strict",
                      "--set",
                      "mode=" + mode + ",tls.certManager=true,tokens.secret=x",
                      Manifests.FOLDER.resolve("helm/emkd").toString())))
          .contains("0 chart(s) failed");
    }
  }

  @ParameterizedTest
  @CsvSource({"embedded, embedded", "shared, postgres-s3"})
  void itRendersToWhatTheOverlayIs(String mode, String overlay) {
    assertThat(byName(Manifests.chart("--set", "mode=" + mode)))
        .isEqualTo(byName(Manifests.kustomized("overlays/" + overlay)));
  }

  @ParameterizedTest
  @CsvSource({"embedded, embedded", "shared, postgres-s3"})
  void withEveryOptionItRendersToWhatTheComponentsMake(String mode, String overlay)
      throws IOException {
    Path all = Files.createDirectories(folder.resolve("all"));
    // Kustomize takes relative paths alone.
    Path k8s = all.toRealPath().relativize(Manifests.FOLDER.toRealPath());
    Files.writeString(
        all.resolve("kustomization.yaml"),
        "resources: [%1$s/overlays/%2$s]\ncomponents: [%1$s/components/tls-cert-manager, %1$s/components/tokens, %1$s/components/service-monitor]\n"
            .formatted(k8s, overlay));
    Map<String, Object> expected = byName(Manifests.kustomized(all));
    assertThat(expected).containsKeys("Certificate emkd", "ServiceMonitor emkd");
    assertThat(
            byName(
                Manifests.chart(
                    "--set",
                    "mode="
                        + mode
                        + ",tls.certManager=true,tokens.secret=emkd-tokens,serviceMonitor.enabled=true")))
        .isEqualTo(expected);
  }

  @Test
  void aValueThatIsNoneIsRefused() throws Exception {
    Process process =
        new ProcessBuilder(
                Manifests.tool("helm"),
                "template",
                "emkd",
                Manifests.FOLDER.resolve("helm/emkd").toString(),
                "--set",
                "mode=cluster,serving.replicas=3")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isNotZero();
    assertThat(said).contains("mode", "replicas");
  }

  /** Labels of kind and name, with lists in an order that does not matter in their own. */
  private static Map<String, Object> byName(String rendered) {
    Map<String, Object> documents = new TreeMap<>();
    for (Map<String, Object> document : Manifests.documents(rendered)) {
      Map<String, Object> metadata = Manifests.map(document.get("metadata"));
      // Kustomize's components come after it gave labels.
      if (List.of("Certificate", "ServiceMonitor").contains(document.get("kind"))) {
        metadata.remove("labels");
      }
      documents.put(document.get("kind") + " " + metadata.get("name"), sorted(document));
    }
    assertThat(documents).isNotEmpty();
    return documents;
  }

  private static Object sorted(Object node) {
    if (node instanceof Map<?, ?> map) {
      Map<String, Object> sorted = new TreeMap<>();
      map.forEach((key, value) -> sorted.put(String.valueOf(key), sorted(value)));
      return sorted;
    }
    if (node instanceof List<?> list) {
      List<Object> sorted = new ArrayList<>();
      list.forEach(element -> sorted.add(sorted(element)));
      sorted.sort(Comparator.comparing(String::valueOf));
      return sorted;
    }
    return node;
  }
}
