package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.emkd.server.EmkdServer;
import io.emkd.v1.EvaluateRequest;
import io.emkd.v1.EvaluationServiceGrpc;
import io.emkd.v1.GetModelRequest;
import io.emkd.v1.ItemFilter;
import io.emkd.v1.ItemSequence;
import io.emkd.v1.Model;
import io.emkd.v1.ModelServiceGrpc;
import io.emkd.v1.PromoteModelRequest;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendResponse;
import io.emkd.v1.RecommendationServiceGrpc;
import io.emkd.v1.RecommendedItem;
import io.emkd.v1.SetCanaryRequest;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints that the real RecBole has trained here are imported as docs/recbole.md says. */
class RecBoleTest {
  private static final Path PAGE = Path.of(System.getProperty("project.root"), "docs/recbole.md");

  @TempDir static Path folder;
  private static EmkdServer server;
  private static ManagedChannel channel;

  @BeforeAll
  static void train() throws Exception {
    PythonEnvironment python =
        PythonEnvironment.withPyTorch(
            "recbole",
            "tensorboard==2.20.0",
            "setuptools<81",
            "colorlog==4.7.2",
            "colorama==0.4.4",
            "texttable==1.7.0",
            "tabulate==0.9.0",
            "tqdm==4.67.1",
            "pyyaml==6.0.2",
            "psutil==7.1.3");
    // Its requirements name Ray and others that its training does without.
    python.install("--no-deps", "recbole==1.2.1");
    Path script = Path.of("src/test/resources/recbole/train.py").toAbsolutePath();
    python.run(folder, Map.of(), script.toString()).saidAtSuccess();
    Files.copy(folder.resolve("sasrec.pth"), folder.resolve("SASRec.pth"));
    Path items = Files.writeString(folder.resolve("items.py"), itemsOfThePage());
    python.run(folder, Map.of(), items.toString()).saidAtSuccess();

    server = TestShop.server(folder.resolve("data"));
    channel = TestShop.channel(server);
    Said said =
        emkd(
            "import --dataset shop --format recbole", folder.resolve("shop/shop.inter").toString());
    assertThat(said.status()).as(said.err()).isZero();
  }

  /** The program of the page that writes items.txt. */
  private static String itemsOfThePage() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf("```python\n") + "```python\n".length();
    return page.substring(begin, page.indexOf("```", begin));
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      channel.shutdownNow();
      server.close();
    }
  }

  /**
   * @param words of the command, between spaces
   * @param file its last word
   */
  private static Said emkd(String words, String file) {
    return Said.by(
        Stream.of(
                Stream.of(words.split(" ")),
                Stream.of(file, "--target", "localhost:" + server.port()))
            .flatMap(part -> part)
            .toArray(String[]::new));
  }

  private static Said imported(String model, String checkpoint, String items) {
    return emkd(
        "models import --model "
            + model
            + " --dataset shop --format recbole --items "
            + folder.resolve(items),
        folder.resolve(checkpoint).toString());
  }

  private static Model model(String name) {
    return ModelServiceGrpc.newBlockingStub(channel)
        .getModel(GetModelRequest.newBuilder().setModel(name).build())
        .getModel();
  }

  private static RecommendResponse recommended(RecommendRequest.Builder request) {
    return RecommendationServiceGrpc.newBlockingStub(channel).recommend(request.build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"sasrec", "sasrec-swish", "bert4rec", "gru4rec", "gru4rec-wide"})
  void everyScoreIsThatOfRecBole(String name) throws IOException {
    Said said = imported(name, name + ".pth", "items.txt");
    assertThat(said.status()).as(said.err()).isZero();
    assertThat(said.out()).isEqualTo(name + "@1 serves\n");
    JsonNode cases = new ObjectMapper().readTree(folder.resolve(name + ".json").toFile());
    assertThat(cases).hasSize(5);
    for (JsonNode one : cases) {
      ItemSequence.Builder history = ItemSequence.newBuilder();
      one.get("history").forEach(item -> history.addItemIds(item.asText()));
      Map<String, Double> scores =
          recommended(
                  RecommendRequest.newBuilder()
                      .setModel(name)
                      .setItems(history)
                      .setIncludeSeen(true)
                      .setCount(TestShop.ITEMS))
              .getItemsList()
              .stream()
              .collect(Collectors.toMap(RecommendedItem::getItemId, RecommendedItem::getScore));
      assertThat(scores).hasSize(TestShop.ITEMS);
      scores.forEach(
          (item, score) ->
              assertThat(score)
                  .as("%s after %s", item, history.getItemIdsList())
                  .isCloseTo(one.get("scores").get(item).asDouble(), within(1e-4)));
    }
  }

  @Test
  void whatThePageTellsToTypeWorks(@TempDir Path stubs) throws Exception {
    List<List<String>> commands =
        Documents.commands(
            Documents.shellBlocks(Documents.texts().get("docs/recbole.md")).get(0), stubs);
    assertThat(commands).hasSize(4);
    for (List<String> command : commands) {
      List<String> words =
          command.stream()
              .skip(1)
              .map(word -> word.equals("shop.inter") ? "shop/shop.inter" : word)
              .map(
                  word ->
                      word.matches(".*\\.(inter|txt|pth)") ? folder.resolve(word).toString() : word)
              .toList();
      Said said =
          emkd(String.join(" ", words.subList(0, words.size() - 1)), words.get(words.size() - 1));
      assertThat(said.status()).as("%s: %s", words, said.err()).isZero();
    }
    assertThat(model("films").getDataset()).isEqualTo("shop");
  }

  @Test
  void anImportedVersionIsOneOfItsModelAsTrainedOnesAre() {
    assertThat(imported("cinema", "sasrec.pth", "items.txt").status()).isZero();
    Said second = imported("cinema", "gru4rec.pth", "items.txt");
    assertThat(second.out())
        .isEqualTo("cinema@2 is published; it serves after: ./emkd models promote cinema@2\n");

    Model first = model("cinema@1");
    assertThat(first.getServing()).isTrue();
    assertThat(first.getDataset()).isEqualTo("shop");
    assertThat(first.getTrainingId()).isEmpty();
    assertThat(first.getEnvironmentMap())
        .containsEntry("imported_from", "recbole")
        .containsEntry("recbole_model", "SASRec");
    assertThat(first.getOptions().getHiddenSize()).isEqualTo(16);
    assertThat(first.getOptions().hasLearningRate()).isFalse();
    assertThat(first.getDatasetSize().getItems()).isEqualTo(TestShop.ITEMS);

    RecommendResponse ofUser =
        recommended(
            RecommendRequest.newBuilder()
                .setModel("cinema")
                .setUserId("u1")
                .setFilter(ItemFilter.newBuilder().addDeniedItemIds("i3")));
    assertThat(ofUser.getVersion()).isEqualTo(1);
    assertThat(ofUser.getColdStart()).isFalse();
    assertThat(ofUser.getItemsList()).isNotEmpty().noneMatch(item -> item.getItemId().equals("i3"));
    assertThat(
            recommended(
                    RecommendRequest.newBuilder()
                        .setModel("cinema")
                        .setItems(ItemSequence.newBuilder().addItemIds("elsewhere")))
                .getColdStart())
        .isTrue();
    assertThat(
            EvaluationServiceGrpc.newBlockingStub(channel)
                .evaluate(EvaluateRequest.newBuilder().setModel("cinema@1").build())
                .getMetrics()
                .getValuesMap())
        .containsKey("NDCG@10");

    ModelServiceGrpc.ModelServiceBlockingStub models = ModelServiceGrpc.newBlockingStub(channel);
    models.setCanary(SetCanaryRequest.newBuilder().setModel("cinema@2").setShare(1).build());
    RecommendRequest.Builder byUser =
        RecommendRequest.newBuilder().setModel("cinema").setUserId("u1");
    assertThat(recommended(byUser).getVersion()).isEqualTo(2);
    models.promoteModel(PromoteModelRequest.newBuilder().setModel("cinema@2").build());
    assertThat(model("cinema").getVersion()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "stamp.pth | items.txt | config.model is 'STAMP' but must be SASRec, BERT4Rec or GRU4Rec",
        "program.pth | items.txt | program.pth is a pickle with the name 'posix.system' but must be a pickle of tensors and settings",
        "not-finite.pth | items.txt | state_dict LayerNorm.weight is NaN at place 0 but must be finite",
        "lacking.pth | items.txt | state_dict LayerNorm.bias is missing but must be a tensor of shape [16]",
        "more.pth | items.txt | state_dict head is there but must be absent",
        "narrow.pth | items.txt | state_dict LayerNorm.bias is of shape [15] but must be of shape [16]",
        "integers.pth | items.txt | state_dict LayerNorm.bias is of other numbers but must be of float32",
        "heads.pth | items.txt | heads.pth.hidden_size is 16 but must be divisible by heads, which is 3",
        "activation.pth | items.txt | config.hidden_act is 'mish' but must be gelu, relu, swish, tanh or sigmoid",
        "bare.pth | items.txt | bare.pth is a file of torch.save without config and state_dict",
        "items.txt | items.txt | items.txt is no zip but must be a file of torch.save",
        "sasrec.pth | short.txt | short.txt is 19 but must be 20 of them",
        "sasrec.pth | twice.txt | twice.txt line 20 is 'i1' but must be an id that no line before it has",
        "sasrec.pth | strange.txt | strange.txt is 1 of 20 unknown to dataset 'shop': 'x' but must be items of the dataset",
        "sasrec.pth | latin.txt | latin.txt is not UTF-8 but must be text in UTF-8",
        "sasrec.pth | sasrec.pth | (2) is more than can be:"
      })
  void whatDoesNotFitIsRefusedByNameAndNothingIsPublished(
      String checkpoint, String items, String message) throws IOException {
    List<String> ids = Files.readAllLines(folder.resolve("items.txt"));
    Files.write(folder.resolve("short.txt"), ids.subList(0, 19));
    List<String> twice = new ArrayList<>(ids);
    twice.remove("i1");
    twice.set(0, "i1");
    twice.add("i1");
    Files.write(folder.resolve("twice.txt"), twice);
    List<String> accented = new ArrayList<>(ids);
    accented.set(0, "caf\u00e9");
    Files.write(folder.resolve("latin.txt"), accented, StandardCharsets.ISO_8859_1);
    Files.write(
        folder.resolve("strange.txt"),
        Stream.concat(ids.subList(0, 19).stream(), Stream.of("x")).toList());

    Said said = imported("refused", checkpoint, items);
    assertThat(said.status()).isEqualTo(2);
    assertThat(said.err()).contains(message);
    assertThat(emkd("models", "list").out()).doesNotContain("refused");
    assertThat(folder.resolve("data/uploads")).isEmptyDirectory();
    assertThat(folder.resolve("was-run")).doesNotExist();
    assertThat(Path.of("was-run")).doesNotExist();
  }
}
