package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.emkd.grpc.call.RequestId;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendationServiceGrpc;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/**
 * What docs/metrics.md lists, the dashboard shows and the rules watch is what a server under load
 * tells, asked of it by a real Prometheus.
 */
class MonitoringTest {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Path MONITORING = ROOT.resolve("k8s").resolve("monitoring");
  private static final Pattern LISTED =
      Pattern.compile("^\\| `([a-z0-9_]+)` (.*)$", Pattern.MULTILINE);
  private static final Pattern METRIC =
      Pattern.compile("\\b((?:emkd|grpc|jvm|process|system|hikaricp|logback)_[a-z0-9_]+)");

  /** How often Prometheus scrapes and evaluates here; the ranges of the queries follow it. */
  private static final String INTERVAL = "1s";

  @TempDir static Path folder;
  private static WatchedServer watched;

  @BeforeAll
  static void start() {
    watched = new WatchedServer(folder.resolve("data"), Map.of());
  }

  @AfterAll
  static void stop() throws InterruptedException {
    watched.close();
  }

  private static Set<String> scraped() throws Exception {
    Set<String> families = new TreeSet<>();
    // What a deletion brings comes with the first of them.
    for (int attempt = 0; attempt < 100; attempt++) {
      families = Scrape.of(watched.server).families();
      if (Metrics.scraped(
              watched.server, "emkd_store_operation_seconds_count\\{operation=\"delete\"")
          > 0) {
        return families;
      }
      Thread.sleep(100);
    }
    return families;
  }

  @Test
  void theListOfMetricsIsWhatIsScraped() throws Exception {
    String document = Files.readString(ROOT.resolve("docs").resolve("metrics.md"));
    Set<String> families = scraped();
    Set<String> missing = new TreeSet<>();
    Set<String> unlisted = new TreeSet<>(families);
    Matcher rows = LISTED.matcher(document);
    while (rows.find()) {
      unlisted.remove(rows.group(1));
      if (!families.contains(rows.group(1))
          && !rows.group(2).contains("appears with the first")
          // KafkaEventsTest looks for those.
          && !rows.group(2).contains("only with `--events`")
          && !rows.group(2).contains("only with `--exposures`")) {
        missing.add(rows.group(1));
      }
    }
    assertThat(unlisted).as("scraped, not listed").isEmpty();
    assertThat(missing).as("listed, not scraped").isEmpty();
  }

  @Test
  void nothingThatAClientChoosesIsALabel() throws Exception {
    String chosen = "chosen-by-a-client";
    Metadata headers = new Metadata();
    headers.put(RequestId.HEADER, chosen);
    assertThatThrownBy(
            () ->
                RecommendationServiceGrpc.newBlockingStub(watched.channel)
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                    .recommend(
                        RecommendRequest.newBuilder().setModel(chosen).setUserId(chosen).build()))
        .isInstanceOf(StatusRuntimeException.class);
    assertThat(Scrape.get(watched.server.metricsPort(), "/" + chosen, "*/*").statusCode())
        .isEqualTo(404);

    assertThat(Scrape.of(watched.server).text())
        .contains("http_server_requests_seconds_count{")
        .doesNotContain(chosen);
  }

  @Test
  void aScraperOfOpenMetricsGetsThem() throws Exception {
    Scrape open =
        Scrape.of(watched.server.metricsPort(), "application/openmetrics-text;version=1.0.0");
    assertThat(open.contentType()).startsWith("application/openmetrics-text");
    assertThat(open.text()).contains("emkd_build_info{").endsWith("# EOF\n");
  }

  private static JsonNode dashboard() throws IOException {
    return new ObjectMapper().readTree(MONITORING.resolve("dashboard.json").toFile());
  }

  /** The queries of the dashboard, with what Grafana puts for its variables. */
  private static List<String> queries() throws IOException {
    List<String> queries = new ArrayList<>();
    for (JsonNode panel : dashboard().get("panels")) {
      for (JsonNode target : panel.path("targets")) {
        queries.add(
            target
                .get("expr")
                .asText()
                .replace("$__rate_interval", "10s")
                .replace("$instance", ".*"));
      }
    }
    return queries;
  }

  private static List<Map<String, Object>> rules() throws IOException {
    List<Map<String, Object>> rules = new ArrayList<>();
    for (Object group : (List<?>) specification().get("groups")) {
      for (Object rule : (List<?>) map(group).get("rules")) {
        rules.add(map(rule));
      }
    }
    return rules;
  }

  private static Map<String, Object> specification() throws IOException {
    return map(
        map(new Yaml().load(Files.readString(MONITORING.resolve("prometheus-rule.yaml"))))
            .get("spec"));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object node) {
    return (Map<String, Object>) node;
  }

  /** As Prometheus reads them. */
  private static Path rulesFile() throws IOException {
    Path file = folder.resolve("rules.yml");
    Files.writeString(file, new Yaml().dump(specification()));
    return file;
  }

  @Test
  void everyMetricOfDashboardAndRulesIsScraped() throws Exception {
    Set<String> families = scraped();
    List<String> expressions = new ArrayList<>(queries());
    rules().forEach(rule -> expressions.add(String.valueOf(rule.get("expr"))));
    assertThat(expressions).hasSizeGreaterThan(30);
    for (String expression : expressions) {
      Matcher names = METRIC.matcher(expression);
      while (names.find()) {
        String name = names.group(1);
        assertThat(families)
            .as(expression)
            .anyMatch(
                family -> name.equals(family) || name.matches(family + "_(bucket|count|sum)"));
      }
    }
  }

  private static void requireOnPath(String program) {
    assumeTrue(
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(p -> new File(p, program).canExecute()),
        "SKIPPED: " + program + " is not on the PATH; .ci/run installs it");
  }

  private static String promtool(String... arguments) throws IOException, InterruptedException {
    requireOnPath("promtool");
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  @Test
  void theRulesAreValidAndAlertsFireWhenTheyShould() throws Exception {
    String checked = promtool("check", "rules", rulesFile().toString());
    assertThat(checked).contains(rules().size() + " rules found");
    Path tests = folder.resolve("alert-tests.yml");
    Files.copy(MONITORING.resolve("alert-tests.yml"), tests);
    promtool("test", "rules", tests.toString());
    String tested = Files.readString(tests);
    for (Map<String, Object> rule : rules()) {
      if (rule.containsKey("alert")) {
        assertThat(tested).contains("alertname: " + rule.get("alert"));
      }
    }
  }

  @Test
  void everyQueryOfDashboardAndRulesGivesDataInPrometheus() throws Exception {
    requireOnPath("prometheus");
    Path rules = folder.resolve("running-rules.yml");
    // Five minutes are too long to wait for here.
    Files.writeString(
        rules, Files.readString(rulesFile()).replaceAll("\\[(5m|15m|1h)\\]", "[10s]"));
    Path configuration = folder.resolve("prometheus.yml");
    Files.writeString(
        configuration,
        """
        global: {scrape_interval: %s, evaluation_interval: %s}
        rule_files: [%s]
        scrape_configs:
          - job_name: emkd
            metrics_path: /prometheus
            static_configs: [{targets: ["localhost:%d"]}]
        """
            .formatted(INTERVAL, INTERVAL, rules, watched.server.metricsPort()));
    int port = freePort();
    Process prometheus =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + configuration,
                "--storage.tsdb.path=" + folder.resolve("tsdb"),
                "--web.listen-address=localhost:" + port,
                "--log.level=error")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    try {
      List<String> wanted = new ArrayList<>(queries());
      for (Map<String, Object> rule : rules()) {
        if (rule.containsKey("record")) {
          wanted.add(String.valueOf(rule.get("record")));
        }
      }
      for (String query : wanted) {
        assertThat(data(port, query)).as("data of " + query).isTrue();
      }
      JsonNode groups = get(port, "/api/v1/rules").get("data").get("groups");
      List<String> unhealthy = new ArrayList<>();
      List<String> firing = new ArrayList<>();
      for (JsonNode group : groups) {
        for (JsonNode rule : group.get("rules")) {
          if (!rule.get("health").asText().equals("ok")) {
            unhealthy.add(rule.toString());
          }
          if (rule.path("state").asText().equals("firing")) {
            firing.add(rule.get("name").asText());
          }
        }
      }
      assertThat(unhealthy).isEmpty();
      assertThat(firing).isEmpty();
    } finally {
      prometheus.destroy();
      prometheus.waitFor(10, TimeUnit.SECONDS);
      prometheus.destroyForcibly();
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Whether a query has a number for an answer, soon. */
  private static boolean data(int port, String query) throws Exception {
    for (int attempt = 0; attempt < 150; attempt++) {
      JsonNode answer =
          get(port, "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
      if (answer != null) {
        assertThat(answer.get("status").asText()).as(query + " " + answer).isEqualTo("success");
        for (JsonNode sample : answer.get("data").get("result")) {
          if (!sample.get("value").get(1).asText().equals("NaN")) {
            return true;
          }
        }
      }
      Thread.sleep(200);
    }
    return false;
  }

  private static JsonNode get(int port, String path) throws Exception {
    try {
      return new ObjectMapper()
          .readTree(
              HttpClient.newHttpClient()
                  .send(
                      HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
                      HttpResponse.BodyHandlers.ofString())
                  .body());
    } catch (IOException notYet) {
      return null;
    }
  }
}
