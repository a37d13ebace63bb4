package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.emkd.server.EmkdServer;
import io.emkd.v1.CancelTrainingRequest;
import io.emkd.v1.ResumeTrainingRequest;
import io.emkd.v1.TrainRequest;
import io.emkd.v1.TrainResponse;
import io.emkd.v1.TrainingServiceGrpc;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What trainings and experiments leave to be looked at, opened in a browser from its file. */
class ReportTest {
  private static final Pattern DATA =
      Pattern.compile("<script type=\"application/json\">(.*?)</script>", Pattern.DOTALL);

  /** On a desktop and on a phone, light and dark: as it is, unfolded, and on paper. */
  private static final int PICTURES = 12;

  private static final int STEPS_BEFORE_THE_CANCELLATION = 19;

  @TempDir Path folder;
  private EmkdServer server;
  private ManagedChannel channel;

  @BeforeEach
  void start() {
    server = TestShop.server(folder.resolve("data"));
    channel = TestShop.channel(server);
    TestShop.importText(channel, "shop", TestShop.interactions(100));
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.close();
  }

  private Path report(String training) {
    return folder.resolve("data").resolve("reports").resolve(training + ".html");
  }

  private void awaitReport(String training, String state) {
    await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptionsInstanceOf(NoSuchFileException.class)
        .untilAsserted(
            () ->
                assertThat(Files.readString(report(training))).contains("<h2>" + state + "</h2>"));
  }

  /** The data of the page's charts, by their titles. */
  private static Map<String, JsonNode> charts(String page) throws IOException {
    Map<String, JsonNode> charts = new HashMap<>();
    Matcher data = DATA.matcher(page);
    while (data.find()) {
      JsonNode chart = new ObjectMapper().readTree(data.group(1));
      charts.put(chart.get("title").asText(), chart);
    }
    return charts;
  }

  @Test
  void aTrainingThatWasResumedLeavesOneReportOfTheWhole() throws Exception {
    Map<Long, Double> losses = new HashMap<>();
    var trainings = TrainingServiceGrpc.newBlockingStub(channel);
    TrainRequest small = TestShop.training("shop", "shop", 40);
    Iterator<TrainResponse> events =
        trainings.train(
            small.toBuilder()
                .setOptions(
                    small.getOptions().toBuilder()
                        .setCheckpointSteps(7)
                        .setFirstValidationEpoch(1)
                        .setValidationInterval(5))
                .build());
    String id = events.next().getEvent().getAccepted().getId();
    while (losses.size() < STEPS_BEFORE_THE_CANCELLATION) {
      TestShop.losses(losses, events.next().getEvent());
    }
    trainings.cancelTraining(CancelTrainingRequest.newBuilder().setTrainingId(id).build());
    events.forEachRemaining(event -> TestShop.losses(losses, event.getEvent()));
    awaitReport(id, "Cancelled");
    trainings
        .resumeTraining(ResumeTrainingRequest.newBuilder().setTrainingId(id).build())
        .forEachRemaining(event -> TestShop.losses(losses, event.getEvent()));
    awaitReport(id, "Succeeded");

    String page = Files.readString(report(id));
    assertThat(page)
        .contains("shop@1", "What it recommends", "User 1 of 100", "Agreement of the networks")
        .contains("<dt>hidden_size</dt><dd>16</dd>", "<dt>seed</dt><dd>42</dd>")
        .contains("<dt>device</dt><dd>cpu</dd>", "<dt>users</dt><dd>100</dd>", "TensorFlow");
    Map<String, JsonNode> charts = charts(page);
    JsonNode total = charts.get("total, each term with its weight").get("lines").get(0);
    assertThat(total.get("name").asText()).isEqualTo("total");
    assertThat(total.get("values")).hasSameSizeAs(losses.keySet());
    double before = 0;
    for (int at = 0; at < losses.size(); at++) {
      assertThat(total.get("along").get(0).get(at).asLong()).isEqualTo(at + 1L);
      double loss = losses.get(at + 1L);
      assertThat(total.get("values").get(at).asDouble()).isCloseTo(loss, within(1e-5 * loss));
      double elapsed = total.get("along").get(1).get(at).asDouble();
      assertThat(elapsed).isGreaterThanOrEqualTo(before);
      before = elapsed;
    }
    assertThat(charts)
        .containsKeys(
            "On the validation split, unseen candidates",
            "masked item, unweighted",
            "distillation, unweighted",
            "intra contrast, unweighted",
            "cross contrast, unweighted",
            "learning rate",
            "steps per second");
    Chromium.run("look-at-report.js", PICTURES, "training-report", report(id).toString());
  }

  @Test
  void aComparisonLeavesAReportOfItsRows() throws Exception {
    Path results = folder.resolve("results.jsonl");
    List<String> command = new ArrayList<>(List.of("experiment", "comparison"));
    command.addAll(List.of("--dataset", "shop", "--target", "localhost:" + server.port()));
    command.addAll(List.of("--results", results.toString(), "--estimate", "false"));
    command.addAll(List.of("--seeds", "1,2", "--rows", "emkd,a-row-with-a-long-name"));
    command.addAll(List.of("--row", "a-row-with-a-long-name: encoders=sasrec networks=1"));
    for (String setting :
        List.of(
            "hidden_size=8",
            "max_length=6",
            "blocks=1",
            "heads=1",
            "window_step=6",
            "masked_views=1",
            "epochs=2",
            "first_validation_epoch=2")) {
      command.addAll(List.of("--set", setting));
    }
    Said said = Said.by(command.toArray(String[]::new));
    assertThat(said.status()).as(said.err()).isZero();

    Path report = folder.resolve("results.jsonl.html");
    assertThat(said.err()).contains(report.toString());
    JsonNode bars = charts(Files.readString(report)).get("Test NDCG@10").get("bars");
    assertThat(bars)
        .extracting(bar -> bar.get("name").asText())
        .startsWith("emkd", "a-row-with-a-long-name", "popularity", "markov")
        .contains("skip_markov", "item_knn", "sequence_knn");
    List<JsonNode> ensemble = new ArrayList<>();
    for (String line : Files.readAllLines(results)) {
      JsonNode result = new ObjectMapper().readTree(line);
      if (result.get("row").asText().equals("emkd")) {
        ensemble.add(result);
      }
    }
    double one = ensemble.get(0).get("test").get("NDCG@10").asDouble();
    double other = ensemble.get(1).get("test").get("NDCG@10").asDouble();
    assertThat(bars.get(0).get("value").asDouble()).isCloseTo((one + other) / 2, within(1e-12));
    assertThat(bars.get(0).get("deviation").asDouble())
        .isCloseTo(Math.abs(one - other) / Math.sqrt(2), within(1e-12));
    assertThat(bars.get(2).has("deviation")).isFalse();
    Chromium.run("look-at-report.js", PICTURES, "comparison-report", report.toString());
  }

  @Test
  void aSearchLeavesAReportOfItsTrials() throws Exception {
    Path results = folder.resolve("search.jsonl");
    List<String> command = new ArrayList<>(List.of("experiment", "search"));
    command.addAll(List.of("--dataset", "shop", "--target", "localhost:" + server.port()));
    command.addAll(List.of("--results", results.toString(), "--trials", "6", "--rounds", "2"));
    command.addAll(List.of("--space", "learning_rate=0.001..0.05:log", "--space", "heads=1|2|3"));
    command.addAll(List.of("--estimate", "false", "--keep", "4"));
    for (String setting :
        List.of("hidden_size=8", "max_length=6", "blocks=1", "networks=1", "epochs=4")) {
      command.addAll(List.of("--set", setting));
    }
    Said said = Said.by(command.toArray(String[]::new));
    assertThat(said.status()).as(said.err()).isZero();

    Path report = folder.resolve("search.jsonl.html");
    assertThat(said.err()).contains(report.toString());
    Map<Integer, Double> firstRound = new HashMap<>();
    for (String line : Files.readAllLines(results)) {
      JsonNode result = new ObjectMapper().readTree(line);
      if (result.get("round").asInt() == 1) {
        firstRound.put(
            result.get("trial").asInt(), result.get("validation").get("NDCG@10").asDouble());
      }
    }
    String page = Files.readString(report);
    Map<String, JsonNode> charts = charts(page);
    JsonNode points = charts.get("NDCG@10 over learning_rate").get("points");
    // The first trial has no rate of its own.
    assertThat(points).hasSize(firstRound.size() - 1).isNotEmpty();
    for (JsonNode point : points) {
      assertThat(point.get("upwards").asDouble())
          .isEqualTo(firstRound.get(point.get("name").asInt()));
      assertThat(point.get("across").asDouble()).isBetween(0.001, 0.05);
    }
    assertThat(charts.get("NDCG@10 over epochs").get("lines")).hasSize(firstRound.size());
    assertThat(page).contains("The best is trial ", "Not trained", "divisible by heads");
    Chromium.run("look-at-report.js", PICTURES, "search-report", report.toString());
  }
}
