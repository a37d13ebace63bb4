package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.emkd.server.EmkdServer;
import io.emkd.v1.EvaluateRequest;
import io.emkd.v1.EvaluationServiceGrpc;
import io.emkd.v1.ListTrainingsRequest;
import io.emkd.v1.TrainingServiceGrpc;
import io.emkd.v1.TrainingState;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code emkd experiment comparison} and {@code ablation}, against a real server. */
class ComparisonTest {
  private static final String SMALL =
      "hidden_size=8 max_length=6 blocks=1 heads=1 window_step=6 batch_size=64 masked_views=1 epochs=2"
          + " first_validation_epoch=2";

  @TempDir static Path data;
  private static EmkdServer server;
  private static ManagedChannel channel;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    server = TestShop.server(data);
    channel = TestShop.channel(server);
    TestShop.importText(channel, "shop", TestShop.interactions(60));
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    server.close();
  }

  private Path results() {
    return folder.resolve("results.jsonl");
  }

  private Said experiment(String kind, String... more) {
    return experiment(server.port(), kind, more);
  }

  private Said experiment(int port, String kind, String... more) {
    List<String> command = new ArrayList<>(List.of("experiment", kind, "--dataset", "shop"));
    command.addAll(List.of("--target", "localhost:" + port));
    command.addAll(List.of("--results", results().toString()));
    for (String setting : SMALL.split(" ", -1)) {
      command.addAll(List.of("--set", setting));
    }
    command.addAll(List.of(more));
    return Said.by(command.toArray(String[]::new));
  }

  private List<JsonNode> lines() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(results())) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  private static int trainings() {
    return TrainingServiceGrpc.newBlockingStub(channel)
        .listTrainings(ListTrainingsRequest.getDefaultInstance())
        .getTrainingsCount();
  }

  @Test
  void eachRowIsTrainedWithEachSeedAndSetBesideTheReferenceAndTheBaselines() throws Exception {
    Said said =
        experiment(
            "comparison", "--rows", "emkd,sasrec", "--reference", "sasrec", "--seeds", "1,2");
    assertThat(said.status()).as(said.err()).isZero();
    assertThat(said.err()).contains("emkd: 2 times about", "sasrec: 2 times about", " in all");
    assertThat(said.out())
        .contains(
            "# comparison on shop",
            "60 users, 20 items, 480 interactions; preset quick, batch_size=64 blocks=1 epochs=2")
        .containsPattern(
            "\\| sasrec \\| contrast_weight=0 .*networks=1 .*\\| 2 \\| 0\\.\\d{4} ± 0\\.\\d{4} \\|")
        .containsPattern("\\| emkd \\| .*\\| [+-]0\\.\\d{4} \\([012] of 2\\) \\|")
        .containsPattern("\\| markov \\|  \\|  \\| 0\\.\\d{4} \\|")
        .contains("```mermaid");
    assertThat(said.out()).isEqualTo(Files.readString(folder.resolve("results.jsonl.md")) + "\n");
    List<JsonNode> lines = lines();
    assertThat(lines)
        .extracting(line -> line.get("row").asText() + line.get("seed").asText())
        .containsExactly(
            "sasrec1",
            "emkd1",
            "sasrec2",
            "emkd2",
            "popularity1",
            "markov1",
            "skip_markov1",
            "item_knn1",
            "sequence_knn1");
    JsonNode ensemble = lines.get(3);
    var told =
        EvaluationServiceGrpc.newBlockingStub(channel)
            .evaluate(
                EvaluateRequest.newBuilder()
                    .setModel(ensemble.get("model").asText())
                    .setBaselines(true)
                    .build());
    assertThat(ensemble.get("test").get("NDCG@10").asDouble())
        .isEqualTo(told.getMetrics().getValuesOrThrow("NDCG@10"));
    assertThat(ensemble.get("settings").get("seed").asLong()).isEqualTo(2);
    assertThat(told.getModel().getOptions().getSeed()).isEqualTo(2);
    assertThat(ensemble.get("difference").get("to").asText()).isEqualTo("comparison-sasrec@2");
    assertThat(ensemble.get("difference").get("value").asDouble())
        .isCloseTo(
            ensemble.get("test").get("NDCG@10").asDouble()
                - lines.get(2).get("test").get("NDCG@10").asDouble(),
            within(1e-12));
    assertThat(lines.get(5).get("test").get("NDCG@10").asDouble())
        .isEqualTo(told.getBaselinesOrThrow("markov").getValuesOrThrow("NDCG@10"));
  }

  @Test
  void whatIsDoneIsNotDoneAgainAndAnotherSettingIs() throws Exception {
    String[] arguments = {"--rows", "emkd,no-contrast", "--estimate", "false"};
    assertThat(experiment("ablation", arguments).status()).isZero();
    int before = trainings();
    String whole = Files.readString(results());
    // As if the last line had not been written to its end, and with it its training watched.
    Files.writeString(results(), whole.substring(0, whole.length() - 20), StandardCharsets.UTF_8);
    Said again = experiment("ablation", arguments);
    assertThat(again.status()).as(again.err()).isZero();
    assertThat(Files.readString(results())).isEqualTo(whole);
    Files.delete(results());
    assertThat(experiment("ablation", arguments).status()).isZero();
    assertThat(Files.readString(results())).isEqualTo(whole);
    assertThat(trainings()).isEqualTo(before);

    Said turned =
        experiment("ablation", "--rows", "emkd,no-contrast", "--reference", "no-contrast");
    assertThat(turned.status()).as(turned.err()).isZero();
    assertThat(turned.err()).doesNotContain("times about");
    assertThat(turned.out())
        .containsPattern("\\| no-contrast \\|.*\\| +\\| \\d+\\.\\d \\|")
        .containsPattern("\\| emkd \\|.*\\| [+-]0\\.\\d{4} \\([01] of 1\\) \\|");
    assertThat(trainings()).isEqualTo(before);

    Said other =
        experiment(
            "ablation", "--rows", "emkd,no-contrast", "--estimate", "false", "--set", "epochs=3");
    assertThat(other.status()).as(other.err()).isZero();
    assertThat(trainings()).isEqualTo(before + 2);
    assertThat(other.out()).contains("epochs=3").doesNotContain("epochs=2");
  }

  @Test
  void aRowThatIsRefusedIsToldAndTheOthersAreDone() throws Exception {
    Said said =
        experiment(
            "comparison",
            "--rows",
            "odd,gru4rec",
            "--row",
            "odd: encoders=bert4rec objective=next_item",
            "--estimate",
            "false");
    assertThat(said.status()).isEqualTo(1);
    assertThat(said.err()).contains("INVALID_ARGUMENT", "failed: odd with seed 42");
    assertThat(lines())
        .extracting(line -> line.get("row").asText())
        .containsExactly(
            "gru4rec", "popularity", "markov", "skip_markov", "item_knn", "sequence_knn");
  }

  @Test
  void aServerThatGoesAwayIsToldOnceAndTheReportOfBeforeStays(@TempDir Path other)
      throws Exception {
    Path report = folder.resolve("results.jsonl.md");
    Files.writeString(report, "of before");
    EmkdServer going = TestShop.server(other);
    ManagedChannel there = TestShop.channel(going);
    TestShop.importText(there, "shop", TestShop.interactions(60));
    int port = going.port();
    CompletableFuture<Said> said =
        CompletableFuture.supplyAsync(
            () ->
                experiment(
                    port,
                    "comparison",
                    "--rows",
                    "sasrec,gru4rec",
                    "--estimate",
                    "false",
                    "--set",
                    "epochs=100000"));
    try {
      Awaitility.await()
          .atMost(Duration.ofMinutes(3))
          .until(
              () ->
                  TrainingServiceGrpc.newBlockingStub(there)
                      .listTrainings(ListTrainingsRequest.getDefaultInstance())
                      .getTrainingsList()
                      .stream()
                      .anyMatch(one -> one.getState() == TrainingState.TRAINING_STATE_RUNNING));
    } finally {
      there.shutdownNow();
      going.close();
    }
    assertThat(said.get().status()).as(said.get().err()).isEqualTo(3);
    assertThat(said.get().err()).doesNotContain("gru4rec", "Exception");
    assertThat(report).hasContent("of before");
  }

  @Test
  void whereEveryRowIsRefusedTheReportOfBeforeStays() throws Exception {
    Path report = folder.resolve("results.jsonl.md");
    Files.writeString(report, "of before");
    Said said =
        experiment(
            "comparison",
            "--rows",
            "odd",
            "--row",
            "odd: encoders=bert4rec objective=next_item",
            "--estimate",
            "false");
    assertThat(said.status()).isEqualTo(1);
    assertThat(said.err()).contains("odd: INVALID_ARGUMENT: objective is next_item");
    assertThat(report).hasContent("of before");
  }

  @Test
  void optionsThatMakeNoSenseAreRefusedBeforeAnythingIsTrained() throws Exception {
    experiment("comparison", "--rows", "emkd,sasrek")
        .isRefusedInALine(2, "--rows names 'sasrek'", "sasrec");
    experiment("comparison", "--row", "wide")
        .isRefusedInALine(2, "--row is 'wide'", "NAME: KEY=VALUE");
    experiment("comparison", "--row", "wide: hiden_size=8", "--rows", "wide")
        .isRefusedInALine(2, "hiden_size", "hidden_size");
    experiment("comparison", "--seeds", "1,1").isRefusedInALine(2, "--seeds are [1, 1]", "differ");
    experiment("ablation", "--reference", "sasrec")
        .isRefusedInALine(2, "--reference is 'sasrec'", "no-contrast");
    Files.writeString(results(), "{\"row\": 1\n");
    experiment("comparison").isRefusedInALine(2, "line 1 of", "is no result", "--results");
  }
}
