package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.emkd.inference.GRPCInferenceServiceGrpc;
import io.emkd.inference.ModelMetadataRequest;
import io.emkd.server.EmkdServer;
import io.emkd.v1.EncodeRequest;
import io.emkd.v1.EncodeResponse;
import io.emkd.v1.ItemSequence;
import io.emkd.v1.LabelModelRequest;
import io.emkd.v1.ModelServiceGrpc;
import io.emkd.v1.NetworkState;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendResponse;
import io.emkd.v1.RecommendationServiceGrpc;
import io.emkd.v1.RecommendedItem;
import io.grpc.ManagedChannel;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Open Inference Protocol, by Triton's own client from PyPI, and the lines of its page. */
class OpenInferenceTest {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final int COUNT = 4;
  private static final List<List<String>> BATCH =
      List.of(List.of("i1", "i2", "i3"), List.of("elsewhere", "i7"));

  @TempDir static Path folder;
  private static PythonEnvironment python;
  private static EmkdServer server;
  private static ManagedChannel channel;

  @BeforeAll
  static void start() throws Exception {
    python = PythonEnvironment.of("triton", "tritonclient[grpc,http]==2.73.0");
    server = TestShop.server(folder.resolve("open"), Map.of("emkd.http-port", 0));
    channel = TestShop.channel(server);
    TestShop.publishModel(channel);
    var unused =
        ModelServiceGrpc.newBlockingStub(channel)
            .labelModel(
                LabelModelRequest.newBuilder().setModel("shop@1").setLabel("stable").build());
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      channel.shutdownNow();
      server.close();
    }
  }

  /** What the protocol's other methods say of the same histories. */
  private static String expected() throws Exception {
    var stub = RecommendationServiceGrpc.newBlockingStub(channel);
    List<List<String>> items = new ArrayList<>();
    List<List<Double>> scores = new ArrayList<>();
    List<List<List<Float>>> encodings = new ArrayList<>();
    for (List<String> history : BATCH) {
      ItemSequence sequence = ItemSequence.newBuilder().addAllItemIds(history).build();
      RecommendResponse next =
          stub.recommend(
              RecommendRequest.newBuilder()
                  .setModel("shop")
                  .setItems(sequence)
                  .setCount(COUNT)
                  .build());
      items.add(next.getItemsList().stream().map(RecommendedItem::getItemId).toList());
      scores.add(next.getItemsList().stream().map(RecommendedItem::getScore).toList());
      EncodeResponse encoded =
          stub.encode(EncodeRequest.newBuilder().setModel("shop").setItems(sequence).build());
      encodings.add(encoded.getNetworksList().stream().map(NetworkState::getValuesList).toList());
    }
    return new ObjectMapper()
        .writeValueAsString(
            Map.of("batch", BATCH, "items", items, "scores", scores, "encodings", encodings));
  }

  @Test
  void tritonsClientGetsWhatOurOwnMethodsAnswer() throws Exception {
    Path script = Path.of("src/test/resources/open_inference.py").toAbsolutePath();
    Path protocol = ROOT.resolve("proto/target/protocol/emkd.binpb");
    try (SecuredShop secured =
        new SecuredShop(
            Files.createDirectory(folder.resolve("secured")), Map.of("emkd.http-port", 0))) {
      TestShop.publishModel(secured.channelOf("operator"));
      Map<String, String> variables =
          Map.of(
              "EXPECTED", expected(),
              "GRPC", "localhost:" + server.port(),
              "HTTP", "localhost:" + server.httpPort(),
              "SECURED_GRPC", "localhost:" + secured.server.port(),
              "SECURED_HTTP", "localhost:" + secured.server.httpPort(),
              "SECURED_FOLDER", secured.folder.toString());
      assertThat(
              python.run(folder, variables, script.toString(), protocol.toString()).saidAtSuccess())
          .endsWith("all of it\n");
    }
  }

  /** With the names and places of this server. */
  private static String here(String text) {
    return text.replace("localhost:50051", "localhost:" + server.port())
        .replace("localhost:8501", "localhost:" + server.httpPort())
        .replace("films", "shop")
        .replaceAll("\"(50|181|1|2)\"", "\"i$1\"");
  }

  private static List<String> blocks(String language) {
    return Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```")
        .matcher(Documents.texts().get("docs/open-inference.md"))
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  @Test
  void thePagesProgramRuns() throws Exception {
    List<String> programs = blocks("python");
    assertThat(programs).hasSize(1);
    String said = python.run(folder, Map.of(), "-c", here(programs.get(0))).saidAtSuccess();
    assertThat(said).startsWith("1 [['i").contains("(2, ");
  }

  /** As curl sends them, which a machine may lack. */
  @Test
  void thePagesLinesOfCurlAnswer() throws Exception {
    Pattern call = Pattern.compile("curl (\\S+)(?: -d '(.*)')?");
    List<Matcher> lines =
        blocks("").get(0).lines().map(call::matcher).filter(Matcher::matches).toList();
    assertThat(lines).hasSize(4);
    for (Matcher line : lines) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(here("http://" + line.group(1))));
      if (line.group(2) != null) {
        request
            .header("content-type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(here(line.group(2))));
      }
      HttpResponse<String> answer =
          HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as("%s: %s", line.group(), answer.body()).isEqualTo(200);
    }
  }

  /** What the tables name is what a model tells of itself. */
  @Test
  void thePagesTensorsAreTheModels() throws Exception {
    String page = Documents.texts().get("docs/open-inference.md");
    String documented =
        Pattern.compile("(?m)^\\| `(\\w+)` \\| ([A-Z0-9]+) \\|")
            .matcher(page)
            .results()
            .map(row -> row.group(1) + " " + row.group(2))
            .collect(Collectors.joining("\n"));
    var metadata =
        GRPCInferenceServiceGrpc.newBlockingStub(channel)
            .modelMetadata(ModelMetadataRequest.newBuilder().setName("shop").build());
    List<String> told = new ArrayList<>();
    metadata.getInputsList().forEach(t -> told.add(t.getName() + " " + t.getDatatype()));
    metadata.getOutputsList().forEach(t -> told.add(t.getName() + " " + t.getDatatype()));
    assertThat(documented).isEqualTo(String.join("\n", told));
  }
}
