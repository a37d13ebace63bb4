package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.emkd.server.EmkdServer;
import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.GetDatasetRequest;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands print, and how they end, against a real server. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CommandsTest {
  private static final String[] SMALL = {
    "--set", "hidden_size=16", "--set", "heads=2", "--set", "max_length=6", "--set", "epochs=1"
  };

  @TempDir static Path folder;
  private static EmkdServer server;
  private static ManagedChannel channel;

  @BeforeAll
  static void start() throws IOException {
    server = TestShop.server(folder.resolve("data"));
    channel = TestShop.channel(server);
    TestShop.publishModel(channel);
    Files.writeString(
        folder.resolve("titles.inter"),
        "user_id:token\titem_id:token\ttimestamp:float\n"
            + "u1\tb&b\t1\nu1\té<1>\t2\nu2\tb&b\t3\nu2\tc=c\t4\n");
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    server.close();
  }

  private static Said emkd(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--target", "localhost:" + server.port()));
    Said said = Said.by(all.toArray(String[]::new));
    // The server is in this process and logs there, too.
    return new Said(
        said.status(),
        said.out(),
        said.err().replaceAll("(?m)^\\d{4}-\\d\\d-\\d\\d .* INFO .*\\R", ""));
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper()
        .enable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .readTree(text);
  }

  @Test
  @Order(1)
  void anImportsAnswerIsJsonWithNothingElseAndNothingEscaped() throws IOException {
    Said said =
        emkd(
            "import",
            "--dataset",
            "titles",
            "--format",
            "recbole",
            "--output",
            "json",
            folder.resolve("titles.inter").toString());
    assertThat(said.status()).isZero();
    assertThat(said.err()).isEmpty();
    assertThat(json(said.out()).get("raw").get("users").asInt()).isEqualTo(2);
    Said listed = emkd("evaluate", "--model", "shop", "--require", "MRR>=0", "--output", "json");
    assertThat(listed.out()).contains("MRR>=0").doesNotContain("\\u003");
  }

  @ParameterizedTest
  @Order(2)
  @ValueSource(
      strings = {
        "datasets list",
        "datasets show shop",
        "datasets create made",
        "datasets delete-user shop --user u60",
        "datasets delete-interactions made --before 1970-01-02",
        "trainings list",
        "models list",
        "models show shop",
        "models promote shop@1",
        "models label shop@1 stable",
        "models canary shop@1 --share 0",
        "evaluate --model shop --baselines",
        "recommend --model shop --items i1",
        "similar --model shop --item i1",
      })
  void everyCommandPrintsOneJsonDocumentAndNothingElse(String command) throws IOException {
    boolean always = command.startsWith("models show");
    Said said = emkd((command + (always ? "" : " --output json")).split(" "));
    assertThat(said.err()).isEmpty();
    assertThat(json(said.out()).isObject()).isTrue();
    assertThat(said.status()).isZero();
  }

  @Test
  @Order(3)
  void aTrainingThatIsDetachedPrintsItsIdAlone() throws IOException {
    List<String> train = new ArrayList<>(List.of("train", "--dataset", "shop", "--model", "other"));
    train.addAll(List.of(SMALL));
    train.add("--detach");
    Said said = emkd(train.toArray(String[]::new));
    assertThat(said.out()).matches("other-[0-9a-f-]{36}\n");
    assertThat(said.err()).isEmpty();
    String id = said.out().strip();
    Said watched = emkd("trainings", "watch", id, "--output", "json");
    assertThat(watched.status()).isZero();
    for (String line : watched.out().lines().toList()) {
      assertThat(json(line).isObject()).isTrue();
    }
    assertThat(watched.out()).contains("\"accepted\"").contains("\"ended\"");
    assertThat(watched.err()).isEmpty();
    Said shown = emkd("trainings", "show", id, "--output", "json");
    assertThat(json(shown.out()).get("options").get("hidden_size").asInt()).isEqualTo(16);
    assertThat(emkd("trainings", "list").out()).contains(id).contains("succeeded");
  }

  @Test
  @Order(3)
  void aTrainingThatIsAskedForAgainByItsRequestIdIsTheSameOne() throws IOException {
    List<String> train =
        new ArrayList<>(
            List.of("train", "--dataset", "shop", "--model", "other", "--request-id", "nightly"));
    train.addAll(List.of(SMALL));
    Said watched = emkd(train.toArray(String[]::new));
    assertThat(watched.status()).isZero();
    assertThat(watched.out()).contains("published other@");
    train.add("--detach");
    Said again = emkd(train.toArray(String[]::new));
    assertThat(again.out()).matches("other-[0-9a-f-]{36}\n");
    assertThat(emkd("trainings", "show", again.out().strip()).out()).contains("succeeded");
    train.add("--report-test-metrics");
    Said another = emkd(train.toArray(String[]::new));
    assertThat(another.status()).isEqualTo(2);
    assertThat(another.err()).contains("request_id", again.out().strip());
  }

  @Test
  @Order(4)
  void aTrainingThatIsWatchedWithoutATerminalDrawsNoBar() {
    List<String> train = new ArrayList<>(List.of("train", "--dataset", "shop", "--model", "other"));
    train.addAll(List.of(SMALL));
    Said said = emkd(train.toArray(String[]::new));
    assertThat(said.err()).isEmpty();
    assertThat(said.out()).contains("epoch    1  loss").doesNotContain("\r", "\u001b");
    assertThat(said.status()).isZero();
  }

  @Test
  @Order(5)
  void theMetricsAreInTheOrderOfTheirNumbersIn80Columns() {
    Said said = emkd("evaluate", "--model", "shop", "--baselines", "--at", "5,10,20");
    assertThat(said.out().lines()).allMatch(line -> line.length() <= 80);
    String header = said.out().lines().skip(1).findFirst().orElseThrow();
    assertThat(header.strip().split(" +"))
        .containsExactly("HR@5", "HR@10", "HR@20", "MRR", "NDCG@5", "NDCG@10", "NDCG@20");
    assertThat(emkd("models", "list").out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  @Order(6)
  void anExportSaysWhichFilesItWroteAndLeavesNoOther() throws IOException {
    Path out = folder.resolve("out");
    Said said =
        emkd(
            "export",
            "--dataset",
            "titles",
            "--format",
            "json_lines",
            "--directory",
            out.toString(),
            "--output",
            "json");
    List<String> files = new ArrayList<>();
    json(said.out()).get("files").forEach(file -> files.add(file.get("path").asText()));
    try (Stream<Path> there = Files.list(out)) {
      assertThat(there.map(Path::toString)).containsExactlyInAnyOrderElementsOf(files);
    }
    assertThat(said.err()).isEmpty();
  }

  @Test
  @Order(7)
  void allUsersGoToStandardOutputALineEach() throws IOException {
    Said said = emkd("recommend", "--model", "shop", "--all-users", "--output", "json");
    assertThat(said.status()).isZero();
    assertThat(said.out().lines().count()).isEqualTo(59);
    for (String line : said.out().lines().toList()) {
      assertThat(json(line).get("user_id").asText()).startsWith("u");
    }
    assertThat(said.err()).isEmpty();
  }

  @ParameterizedTest
  @Order(8)
  @CsvSource(
      delimiter = '|',
      value = {
        "1|models show none|NOT_FOUND: model 'none'",
        "1|recommend --model none --user u1|NOT_FOUND",
        "2|recommend --model shop --model shop --user u1|only once",
        "1|trainings watch none|NOT_FOUND",
        "1|trainings cancel none|NOT_FOUND",
        "1|datasets show none|NOT_FOUND",
        "1|datasets create shop|ALREADY_EXISTS",
        "1|datasets delete-user shop --user nobody|NOT_FOUND",
        "1|export --dataset none --format recbole|NOT_FOUND",
        "1|train --dataset none --model m|NOT_FOUND",
        "2|models canary shop@1 --share 2|share",
        "2|import --dataset other --format recbole --where rating FILE|where is 'rating'",
        "2|import --dataset other --format recbole --encoding utf-9 FILE|encoding is 'utf-9'",
        "2|import --dataset other --format recbole --min-interactions -1 FILE|min_interactions is -1",
        "2|import --dataset o/t --format recbole FILE|o/t",
        "1|import --dataset other --format recbole --where timestamp<0 FILE|leaves out: 4",
        "2|recommend --model shop --items i1 --count 0|--count is 0 but must be 1 to 1000",
        "2|similar --model shop --item i1 --count -1|--count is -1 but must be 1 to 1000",
        "2|recommend --model shop --items i1 --output jsn|did you mean json?",
        "2|recommend --model shop --items i1 --output x.jsonl|a file takes --all-users",
        "2|recommend --model shop --all-users|json or a file that ends in .jsonl or .parquet",
        "2|recommend --model shop --all-users --output /none/x.jsonl|mkdir -p /none",
        "2|recommend --model shop --all-users --output FILE/x.parquet|titles.inter is a file",
        "2|recommend --model shop --all-users --output FOLDER.jsonl|that is a directory",
        "2|export --dataset shop --format s3rec --directory FILE|titles.inter is a file",
        "2|export --dataset shop --format s3rec --directory FILE/a/b|titles.inter is a file",
        "2|import --dataset shop --format recbole /none.inter|there is none",
        "2|import --dataset shop --format recbole FOLDER|that is a directory",
        "2|import --dataset shop --format recbol FILE|did you mean recbole?",
        "2|train --dataset shop --model m --set epoch=1|did you mean epochs?",
        "2|train --dataset shop --model m --set epochs=-1|epochs is -1",
        "2|train --dataset shop --model m --set epochs=many|a whole number",
        "2|train --dataset shop --model m --set epochs|KEY=VALUE",
        "2|train --dataset shop --model m --set item_loss=smpled|did you mean sampled?",
        "2|train --dataset shop --model m --set tied_item_head=maybe|true or false",
        "2|train --dataset shop --model m --set optimizer=moun|did you mean muon?",
        "2|train --dataset shop --model m --preset bauty|did you mean beauty?",
        "2|evaluate --model shop --require NDCG@10|NDCG@10>=0.05",
        "2|evaluate --model shop --split tset|did you mean test?",
        "2|datasets delete-interactions shop --older-than soon|365d",
        "2|datasets delete-interactions shop --older-than 0s|above 0",
        "2|datasets delete-interactions shop --before yesterday|no date, as 2026-01-31",
        "2|datasets delete-interactions shop --older-than P999999999D|at most",
        "2|models list --timeout 0s|--timeout",
        "2|models list --output jsno|did you mean json?",
      })
  void mistakesAreToldInALineWithTheSameStatusEverywhere(int status, String command, String message)
      throws IOException {
    Path directory = Files.createDirectories(folder.resolve("folder.jsonl"));
    String[] arguments =
        Stream.of(command.split(" "))
            .map(word -> word.replace("FILE", folder.resolve("titles.inter").toString()))
            .map(word -> word.replaceAll("FOLDER(.jsonl)?", directory.toString()))
            .toArray(String[]::new);
    emkd(arguments).isRefusedInALine(status, message == null ? "" : message);
  }

  @Test
  @Order(9)
  void aRequirementThatDoesNotHoldIsStatus4AndTheMetricsAreShown() {
    Said said = emkd("evaluate", "--model", "shop", "--require", "MRR>=1");
    assertThat(said.status()).isEqualTo(4);
    assertThat(said.out()).contains("NDCG@10").containsPattern("FAILED +MRR>=1");
    assertThat(said.err()).isEmpty();
  }

  @Test
  @Order(10)
  void aServerThatIsNotThereIsStatus3() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    Said.by("models", "list", "--target", "localhost:" + free)
        .isRefusedInALine(3, "no server answers at localhost:" + free, "./emkd serve");
    Said.by("models", "list", "--target", "http://localhost:" + free + "/")
        .isRefusedInALine(3, "no server answers at localhost:" + free);
    Said.by("models", "list", "--target", "no-such-host.invalid:1")
        .isRefusedInALine(3, "there is no host of that name");
  }

  @Test
  @Order(11)
  void aServerOfAnotherProtocolIsStatus3() {
    Said.by("models", "list", "--target", "localhost:" + server.metricsPort())
        .isRefusedInALine(3, "answers, but not in gRPC", "HTTP 1");
  }

  @Test
  @Order(12)
  void aServerThatSaysNothingIsGivenUp() throws IOException {
    try (ServerSocket silent = new ServerSocket(0)) {
      Said.by("models", "list", "--target", "localhost:" + silent.getLocalPort())
          .isRefusedInALine(3, "did not answer in 10 s");
    }
  }

  /** A link to the device that is always full stands for a full disk. */
  @Test
  @Order(14)
  void aFullDiskIsToldAndLeavesNoFile() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "SKIPPED: there is no /dev/full");
    Path place = Files.createDirectories(folder.resolve("full"));
    Files.createSymbolicLink(place.resolve(".all.jsonl.unfinished"), full);
    Path all = place.resolve("all.jsonl");
    emkd("recommend", "--model", "shop", "--all-users", "--output", all.toString())
        .isRefusedInALine(2, all.toString(), "No space left on device");
    for (String name : List.of("titles.inter", "dataset.inter", "interactions.inter")) {
      Files.createSymbolicLink(place.resolve("." + name + ".unfinished"), full);
    }
    emkd("export", "--dataset", "titles", "--format", "recbole", "--directory", place.toString())
        .isRefusedInALine(2, "the export cannot be written", "No space left on device");
    try (Stream<Path> left = Files.list(place)) {
      assertThat(left).noneMatch(file -> Files.isRegularFile(file));
    }
  }

  @Test
  @Order(13)
  void aDeadlineThatPassesIsStatus3() {
    emkd("evaluate", "--model", "shop", "--baselines", "--timeout", "1ms")
        .isRefusedInALine(3, "--timeout");
  }

  @Test
  @Order(15)
  void filesOfOneNameInSeveralFoldersAreImportedApart() throws IOException {
    Path first = Files.createDirectories(folder.resolve("day=1")).resolve("seq.txt");
    Path second = Files.createDirectories(folder.resolve("day=2")).resolve("seq.txt");
    // Without an end of the line, where two files that were taken for one are glued.
    Files.writeString(first, "1 2 3");
    Files.writeString(second, "2 3 4");
    Said said =
        emkd(
            "import",
            "--dataset",
            "days",
            "--format",
            "s3rec",
            first.toString(),
            second.toString());
    assertThat(said.status()).isZero();
    var size =
        DatasetServiceGrpc.newBlockingStub(channel)
            .getDataset(GetDatasetRequest.newBuilder().setDataset("days").build())
            .getSize();
    assertThat(size.getUsers()).isEqualTo(2);
    assertThat(size.getItems()).isEqualTo(3);
    assertThat(size.getInteractions()).isEqualTo(4);
  }
}
