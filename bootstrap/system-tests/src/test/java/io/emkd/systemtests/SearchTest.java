package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.emkd.server.EmkdServer;
import io.emkd.v1.GetModelRequest;
import io.emkd.v1.ListTrainingsRequest;
import io.emkd.v1.ModelServiceGrpc;
import io.emkd.v1.TrainingServiceGrpc;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code emkd experiment search}, against a real server. */
class SearchTest {
  private static final String SMALL =
      "hidden_size=8 max_length=6 blocks=1 networks=1 window_step=6 batch_size=64 epochs=4 contrast_weight=0"
          + " distillation_weight=0";

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

  private Said search(String... more) {
    return search(server, more);
  }

  private Said search(EmkdServer at, String... more) {
    List<String> command = new ArrayList<>(List.of("experiment", "search", "--dataset", "shop"));
    command.addAll(List.of("--target", "localhost:" + at.port()));
    command.addAll(List.of("--results", results().toString()));
    for (String setting : SMALL.split(" ", -1)) {
      command.addAll(List.of("--set", setting));
    }
    if (!List.of(more).contains("--estimate")) {
      command.addAll(List.of("--estimate", "false"));
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

  private static double score(JsonNode line) {
    return line.get("validation").get("NDCG@10").asDouble();
  }

  @Test
  void theBetterTrialsByValidationGoOnAndWhatIsDoneIsNotDoneAgain() throws Exception {
    String[] arguments = {
      "--trials",
      "3",
      "--rounds",
      "2",
      "--keep",
      "2",
      "--space",
      "learning_rate=0.0001..0.05:log",
      "--space",
      "heads=1|2"
    };
    Said said = search(arguments);
    assertThat(said.status()).as(said.err()).isZero();
    assertThat(said.err())
        .contains("round 1: 3 trials of 2 epochs", "round 2: 2 trials of 4 epochs");
    List<JsonNode> lines = lines();
    assertThat(lines)
        .extracting(line -> line.get("round").asInt() + "/" + line.get("trial").asInt())
        .startsWith("1/1", "1/2", "1/3")
        .hasSize(5);
    List<Integer> best =
        lines.subList(0, 3).stream()
            .sorted(
                Comparator.comparingDouble(SearchTest::score)
                    .reversed()
                    .thenComparing(line -> line.get("trial").asInt()))
            .limit(2)
            .map(line -> line.get("trial").asInt())
            .sorted()
            .toList();
    assertThat(lines.subList(3, 5))
        .extracting(line -> line.get("trial").asInt())
        .containsExactlyElementsOf(best);
    JsonNode winner =
        Stream.of(lines.get(3), lines.get(4))
            .max(Comparator.comparingDouble(SearchTest::score))
            .orElseThrow();
    var options =
        ModelServiceGrpc.newBlockingStub(channel)
            .getModel(GetModelRequest.newBuilder().setModel(winner.get("model").asText()).build())
            .getModel()
            .getOptions();
    assertThat(options.getEpochs()).isEqualTo(4);
    for (String drawn : List.of("learning_rate", "heads")) {
      if (winner.get("drawn").has(drawn)) {
        assertThat(said.out())
            .contains("--set " + drawn + "=" + winner.get("drawn").get(drawn).asText());
      }
    }
    assertThat(said.out())
        .contains("| trial | settings | 2 epochs | 4 epochs | minutes |", "as they are")
        .containsPattern(
            "The best is trial "
                + winner.get("trial").asInt()
                + ", version "
                + winner.get("model").asText()
                + "; on the test split, which nothing was chosen by: HR@5 0\\.\\d{4}")
        .isEqualTo(Files.readString(folder.resolve("results.jsonl.md")));

    int before = trainings();
    Said again = search(arguments);
    assertThat(again.out()).isEqualTo(said.out());
    Files.delete(results());
    Said anew = search(arguments);
    assertThat(anew.out()).isEqualTo(said.out());
    assertThat(trainings()).isEqualTo(before);
  }

  @Test
  void aTrialThatCannotBeTrainedIsToldBeforeTheOthersAreAndInTheTable() {
    Said said =
        search(
            "--trials",
            "3",
            "--rounds",
            "1",
            "--space",
            "heads=3|4",
            "--estimate",
            "true",
            "--set",
            "learning_rate=0.01");
    assertThat(said.status()).as(said.err()).isZero();
    String why = "hidden_size is 8 but must be divisible by heads, which is 3";
    assertThat(said.err())
        .containsPattern("about \\d+ s in all, if every trial is as fast as the first")
        .containsPattern("(?s)not trained is trial [23], \\{heads=3}: " + why + ".*== round 1");
    assertThat(said.out())
        .contains("| 1 | as they are |", "heads=4")
        .containsPattern("\nNot trained: trial [23], heads=3: " + why + "\\.\n");
  }

  @Test
  void optionsThatMakeNoSenseAreRefusedBeforeAnythingIsTrained() {
    search("--space", "heads=1|2", "--trials", "1")
        .isRefusedInALine(2, "--trials is 1 but must be 2 to 1000");
    search("--space", "heads=1|2", "--rounds", "0").isRefusedInALine(2, "--rounds is 0");
    search("--space", "heads=1|2", "--keep", "1").isRefusedInALine(2, "--keep is 1");
    search("--space", "dropout=2.5|3.5")
        .isRefusedInALine(
            2,
            "--space has no settings that can be trained: dropout is ",
            "but must be at least 0");
    search("--space", "heads=1|2|4", "--trials", "3", "--rounds", "3")
        .isRefusedInALine(2, "--rounds is 3 but must be at most 2", "or --trials more");
    search("--space", "heads=1|2|4|8", "--trials", "5", "--rounds", "4", "--keep", "2")
        .isRefusedInALine(2, "of epochs=4 rounds 1 and 2 would have as many");
    search("--space", "heads").isRefusedInALine(2, "--space is 'heads'", "KEY=A|B|C");
  }

  @Test
  void theWinnerStaysWhereAnotherVersionServesAndFewAreKept() {
    try (EmkdServer few = TestShop.server(folder.resolve("few"), Map.of("emkd.versions-kept", 1))) {
      ManagedChannel toFew = TestShop.channel(few);
      TestShop.importText(toFew, "shop", TestShop.interactions(60));
      String[] random = {"--trials", "4", "--rounds", "1", "--set", "skip_markov_weight=0"};
      Said learned = search(few, with(random, "--space", "learning_rate=0.02|0.03"));
      assertThat(learned.status()).as(learned.err()).isZero();
      Said said = search(few, with(random, "--space", "learning_rate=1e-9|2e-9|3e-9"));

      assertThat(said.status()).as(said.err()).isZero();
      String best =
          "search-shop@"
              + ModelServiceGrpc.newBlockingStub(toFew)
                  .getModel(GetModelRequest.newBuilder().setModel("search-shop@best").build())
                  .getModel()
                  .getVersion();
      toFew.shutdownNow();
      assertThat(said.out())
          .contains("version " + best + "; on the test split, which nothing was chosen by: HR@5");
    }
  }

  private static String[] with(String[] arguments, String... more) {
    return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void whatAnotherSearchTrainedIsTakenAsTheTrialThatItIsHere() {
    String[] all = {"--trials", "3", "--rounds", "1", "--set", "learning_rate=0.004"};
    Said before = search(with(all, "--space", "dropout=0.1|0.2"));
    assertThat(before.status()).as(before.err()).isZero();
    int trained = trainings();
    String[] two = {"--trials", "2", "--rounds", "1", "--set", "learning_rate=0.004"};
    for (String space : List.of("dropout=0.1|0.2", "dropout=0.2|0.1")) {
      Said said = search(with(two, "--space", space));
      assertThat(said.status()).as(said.err()).isZero();
      assertThat(said.out()).containsPattern("\\| 2 \\| dropout=0\\.[12] \\|");
    }
    assertThat(trainings()).isEqualTo(trained);
  }

  @Test
  void aWinnerThatIsGoneIsNamedWithItsSettings() throws IOException {
    String[] arguments = {"--trials", "2", "--rounds", "1", "--space", "learning_rate=0.004|0.006"};
    assertThat(search(arguments).status()).isZero();
    // As if somebody had deleted them.
    Files.writeString(
        results(), Files.readString(results()).replaceAll("search-shop@\\d+", "search-shop@9999"));
    Said again = search(arguments);

    assertThat(again.status()).as(again.err()).isZero();
    assertThat(again.err()).contains("NOT_FOUND");
    assertThat(again.out())
        .contains("which is no longer there to be ranked. To train it again", "--set epochs=4");
  }
}
