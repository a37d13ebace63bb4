package io.emkd.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import io.emkd.bootstrap.cli.EmkdCommand;
import io.emkd.bootstrap.server.EmkdServer;
import io.emkd.v1.BatchRecommendRequest;
import io.emkd.v1.BatchRecommendResponse;
import io.emkd.v1.ColdStart;
import io.emkd.v1.Combine;
import io.emkd.v1.EncodeRequest;
import io.emkd.v1.EvaluateRequest;
import io.emkd.v1.EvaluateResponse;
import io.emkd.v1.EvaluationServiceGrpc;
import io.emkd.v1.ItemFilter;
import io.emkd.v1.ItemSequence;
import io.emkd.v1.ListModelsRequest;
import io.emkd.v1.ModelServiceGrpc;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendResponse;
import io.emkd.v1.RecommendationServiceGrpc;
import io.emkd.v1.RecommendedItem;
import io.emkd.v1.SimilarItemsRequest;
import io.emkd.v1.TrainRequest;
import io.emkd.v1.TrainResponse;
import io.emkd.v1.Training;
import io.emkd.v1.TrainingEvent;
import io.emkd.v1.TrainingOptions;
import io.emkd.v1.TrainingServiceGrpc;
import io.emkd.v1.TrainingState;
import io.emkd.v1.WatchTrainingRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A real server over a real socket, by the generated stub and by an independent client. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServerTest {
  @TempDir static Path folder;
  private static EmkdServer server;
  private static ManagedChannel channel;
  private static String trainingId;

  @BeforeAll
  static void start() {
    server = TestShop.server(folder);
    channel = TestShop.channel(server);
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    server.close();
  }

  private static ServingStatus health(String service) {
    return HealthGrpc.newBlockingStub(channel)
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }

  @Test
  @Order(1)
  void recommendationIsNotServingUntilAModelIsWarm() {
    assertThat(health(RecommendationServiceGrpc.SERVICE_NAME)).isEqualTo(ServingStatus.NOT_SERVING);
    assertThat(health("")).isEqualTo(ServingStatus.SERVING);
  }

  @Test
  @Order(2)
  void aTrainingStreamsItsEventsAndPublishesAVersion() {
    var imported = TestShop.importText(channel, "shop", TestShop.interactions(300));
    assertThat(imported.getFiltered().getUsers()).isEqualTo(300);
    assertThat(imported.getFiltered().getItems()).isEqualTo(TestShop.ITEMS);
    List<TrainingEvent> events = new ArrayList<>();
    Iterator<TrainResponse> stream =
        TrainingServiceGrpc.newBlockingStub(channel).train(TestShop.training("shop", "shop", 40));
    stream.forEachRemaining(response -> events.add(response.getEvent()));
    trainingId = events.get(0).getAccepted().getId();
    assertThat(events.get(1).getStarted().getDevice()).isEqualTo("cpu");
    assertThat(events).anySatisfy(e -> assertThat(e.getStep().getLosses().getTotal()).isPositive());
    assertThat(events).filteredOn(TrainingEvent::hasValidation).hasSize(40);
    assertThat(events).filteredOn(TrainingEvent::hasCheckpoint).hasSize(40);
    assertThat(events).anySatisfy(e -> assertThat(e.getPublished().getVersion()).isEqualTo(1));
    assertThat(events.get(events.size() - 1).getEnded().getState())
        .isEqualTo(TrainingState.TRAINING_STATE_SUCCEEDED);
  }

  @Test
  @Order(3)
  void anEndedTrainingCanStillBeWatched() {
    var last =
        TrainingServiceGrpc.newBlockingStub(channel)
            .watchTraining(WatchTrainingRequest.newBuilder().setTrainingId(trainingId).build())
            .next();
    assertThat(last.getEvent().getEnded().getMessage())
        .isEqualTo("published shop@1; shop@1 serves");
  }

  @Test
  @Order(3)
  void theModelHasLearnedThePlantedOrderAndPassesItsGate() {
    EvaluateResponse response =
        EvaluationServiceGrpc.newBlockingStub(channel)
            .evaluate(
                EvaluateRequest.newBuilder()
                    .setModel("shop@1")
                    .addRequirements("HR@5>=0.5")
                    .addRequirements("HR@1>=0.99")
                    .setBaselines(true)
                    .build());
    assertThat(response.getMetrics().getUsers()).isEqualTo(300);
    double model = response.getMetrics().getValuesOrThrow("NDCG@10");
    assertThat(model)
        .isGreaterThan(
            response.getBaselinesOrThrow("popularity").getValuesOrThrow("NDCG@10") + 0.1);
    assertThat(response.getOutcomes(0).getPassed()).isTrue();
    assertThat(response.getOutcomes(1).getPassed()).isFalse();
    assertThat(response.getPassed()).isFalse();
  }

  @Test
  @Order(3)
  void aSequenceIsContinuedAndSeenItemsAreLeftOut() {
    RecommendResponse response = recommend(sequence("i4", "i5", "i6").setCount(17).build());
    assertThat(response.getVersion()).isEqualTo(1);
    assertThat(response.getItemsList()).hasSize(17);
    assertThat(response.getItemsList().subList(0, 3))
        .anySatisfy(i -> assertThat(i.getItemId()).isEqualTo("i7"));
    assertThat(response.getItemsList())
        .noneSatisfy(i -> assertThat(i.getItemId()).isIn("i4", "i5", "i6"));
    assertThat(health(RecommendationServiceGrpc.SERVICE_NAME)).isEqualTo(ServingStatus.SERVING);
  }

  @Test
  @Order(3)
  void aStoredUserGetsRecommendations() {
    assertThat(
            recommend(
                    RecommendRequest.newBuilder()
                        .setModel("shop")
                        .setUserId("u7")
                        .setCount(3)
                        .build())
                .getItemsList())
        .hasSize(3);
  }

  @Test
  @Order(3)
  void aFilterActsInsideTheRankingAndABatchAnswersEachByItself() {
    RecommendRequest filtered =
        sequence("i4", "i5")
            .setCount(5)
            .setFilter(
                ItemFilter.newBuilder()
                    .addAllowedItemIds("i1")
                    .addAllowedItemIds("i19")
                    .addAllowedItemIds("i5")
                    .addAllowedItemIds("i20")
                    .addDeniedItemIds("i20"))
            .build();
    assertThat(recommend(filtered).getItemsList())
        .extracting(RecommendedItem::getItemId)
        .containsExactlyInAnyOrder("i1", "i19");
    BatchRecommendResponse batch =
        RecommendationServiceGrpc.newBlockingStub(channel)
            .batchRecommend(
                BatchRecommendRequest.newBuilder()
                    .addRequests(filtered)
                    .addRequests(sequence("i4").setCount(0))
                    .addRequests(sequence("i4", "i5", "i6").setCount(17))
                    .build());
    assertThat(batch.getResults(0).getResponse()).isEqualTo(recommend(filtered));
    assertThat(batch.getResults(1).getError().getCode())
        .isEqualTo(Status.Code.INVALID_ARGUMENT.value());
    assertThat(batch.getResults(1).getError().getMessage()).contains("count is 0");
    assertThat(batch.getResults(2).getResponse().getItemsList()).hasSize(17);
  }

  @Test
  @Order(3)
  void whatTheModelDoesNotKnowIsSkippedAndNamedAndWithNothingElsePopularityAnswers() {
    RecommendResponse skipped = recommend(sequence("gone", "i4", "i5").build());
    assertThat(skipped.getUnknownItemIdsList()).containsExactly("gone");
    assertThat(skipped.getItemsList())
        .isEqualTo(recommend(sequence("i4", "i5").build()).getItemsList());
    assertThat(skipped.getColdStart()).isFalse();
    RecommendRequest stranger =
        RecommendRequest.newBuilder().setModel("shop").setUserId("stranger").setCount(20).build();
    RecommendResponse popular = recommend(stranger);
    assertThat(popular.getColdStart()).isTrue();
    assertThat(popular.getItemsList())
        .hasSize(20)
        .isSortedAccordingTo(Comparator.comparingDouble(i -> -i.getScore()));
    assertThat(recommend(sequence("gone").setCount(20).build()).getItemsList())
        .isEqualTo(popular.getItemsList());
  }

  @Test
  @Order(3)
  void networkScoresAddUpToTheScore() {
    RecommendResponse plain = recommend(sequence("i4", "i5").setCount(5).build());
    RecommendResponse detailed =
        recommend(sequence("i4", "i5").setCount(5).setIncludeNetworkScores(true).build());
    assertThat(detailed.getItemsList())
        .extracting(RecommendedItem::getItemId)
        .isEqualTo(plain.getItemsList().stream().map(RecommendedItem::getItemId).toList());
    assertThat(detailed.getAgreement()).isBetween(0.0, 1.0);
    for (int i = 0; i < 5; i++) {
      RecommendedItem item = detailed.getItems(i);
      assertThat(item.getNetworkScoresList()).hasSize(2);
      assertThat(item.getNetworkScores(0) + item.getNetworkScores(1))
          .isCloseTo(plain.getItems(i).getScore(), within(1e-4));
    }
    assertThat(
            recommend(
                    sequence("i4", "i5")
                        .setCount(20)
                        .setIncludeSeen(true)
                        .setCombine(Combine.COMBINE_PROBABILITIES)
                        .build())
                .getItemsList()
                .stream()
                .mapToDouble(RecommendedItem::getScore)
                .sum())
        .isBetween(1.8, 2.0);
  }

  @Test
  @Order(3)
  void similarItemsAreThoseOfTheGreatestCosineAndAnEncodedSequenceGivesTheScores() {
    var stub = RecommendationServiceGrpc.newBlockingStub(channel);
    var similar =
        stub.similarItems(
            SimilarItemsRequest.newBuilder()
                .setModel("shop")
                .setItemId("i4")
                .setCount(1000)
                .setFilter(ItemFilter.newBuilder().addDeniedItemIds("i9"))
                .build());
    assertThat(similar.getItemsList())
        .hasSize(18)
        .extracting(RecommendedItem::getItemId)
        .doesNotContain("i4", "i9");
    assertThat(similar.getItemsList())
        .allSatisfy(i -> assertThat(i.getScore()).isBetween(-1.0, 1.0));
    refused(
        () ->
            stub.similarItems(
                SimilarItemsRequest.newBuilder().setModel("shop").setItemId("x").build()),
        Status.Code.NOT_FOUND,
        "item 'x'");
    var encoded =
        stub.encode(
            EncodeRequest.newBuilder()
                .setModel("shop")
                .setItems(ItemSequence.newBuilder().addItemIds("i4").addItemIds("gone"))
                .build());
    assertThat(encoded.getNetworksList()).hasSize(2).allMatch(n -> n.getValuesCount() == 16);
    assertThat(encoded.getUnknownItemIdsList()).containsExactly("gone");
    refused(
        () ->
            stub.encode(
                EncodeRequest.newBuilder()
                    .setModel("shop")
                    .setItems(ItemSequence.newBuilder().addItemIds("gone"))
                    .build()),
        Status.Code.FAILED_PRECONDITION,
        "none of the 1 items");
  }

  @Test
  @Order(4)
  void allUsersAreRecommendedToIntoAFile() throws Exception {
    for (String name : List.of("all.jsonl", "all.parquet")) {
      Path file = folder.resolve(name);
      int status =
          EmkdCommand.commandLine()
              .execute(
                  "recommend",
                  "--target",
                  "localhost:" + server.port(),
                  "--model",
                  "shop",
                  "--all-users",
                  "--count",
                  "3",
                  "--output",
                  file.toString());
      assertThat(status).isZero();
      assertThat(file).exists();
    }
    List<String> lines = Files.readAllLines(folder.resolve("all.jsonl"));
    assertThat(lines).hasSize(300).allMatch(line -> line.startsWith("{\"user_id\":\"u"));
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement();
        ResultSet counted =
            statement.executeQuery(
                "SELECT count(*), count(DISTINCT user_id), max(rank) FROM '"
                    + folder.resolve("all.parquet")
                    + "'")) {
      counted.next();
      assertThat(List.of(counted.getInt(1), counted.getInt(2), counted.getInt(3)))
          .containsExactly(900, 300, 3);
    }
    assertThat(
            EmkdCommand.commandLine()
                .execute(
                    "recommend",
                    "--target",
                    "localhost:" + server.port(),
                    "--model",
                    "shop",
                    "--all-users",
                    "--output",
                    folder.resolve("all.csv").toString()))
        .isEqualTo(1);
  }

  private static RecommendRequest.Builder sequence(String... items) {
    return RecommendRequest.newBuilder()
        .setModel("shop")
        .setItems(ItemSequence.newBuilder().addAllItemIds(List.of(items)));
  }

  private static RecommendResponse recommend(RecommendRequest request) {
    return RecommendationServiceGrpc.newBlockingStub(channel).recommend(request);
  }

  private static void refused(Runnable call, Status.Code code, String... messageParts) {
    StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, call::run);
    assertThat(failure.getStatus().getCode()).isEqualTo(code);
    assertThat(failure.getStatus().getDescription()).contains(messageParts);
    assertThat(StatusProto.fromThrowable(failure).getDetailsList()).hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  @Order(4)
  void badRecommendRequestsNameTheFieldAndWhatWouldBeValid() {
    refused(
        () -> recommend(sequence("i1", "").build()),
        Status.Code.INVALID_ARGUMENT,
        "items[1]",
        "''");
    refused(() -> recommend(sequence().build()), Status.Code.INVALID_ARGUMENT, "items", "empty");
    refused(
        () -> recommend(sequence("i1").setCount(0).build()),
        Status.Code.INVALID_ARGUMENT,
        "count is 0",
        "1 to 1000");
    refused(
        () -> recommend(sequence("i1").setCount(1001).build()),
        Status.Code.INVALID_ARGUMENT,
        "count is 1001",
        "1 to 1000");
    refused(
        () -> recommend(sequence("i1").setModel("none").build()),
        Status.Code.NOT_FOUND,
        "model 'none'");
    refused(
        () -> recommend(sequence("i1").setModel("shop@9").build()),
        Status.Code.NOT_FOUND,
        "shop@9",
        "[1]");
    refused(
        () -> recommend(sequence("i1").setModel("shop@stable").build()),
        Status.Code.NOT_FOUND,
        "shop@stable",
        "labels");
    refused(
        () -> recommend(sequence("i1").setModel("shop@1x").build()),
        Status.Code.INVALID_ARGUMENT,
        "NAME@VERSION");
    refused(
        () ->
            recommend(
                RecommendRequest.newBuilder()
                    .setModel("shop")
                    .setUserId("nobody")
                    .setColdStart(ColdStart.COLD_START_REFUSE)
                    .build()),
        Status.Code.NOT_FOUND,
        "user 'nobody'");
    refused(
        () -> recommend(RecommendRequest.newBuilder().setModel("shop").build()),
        Status.Code.INVALID_ARGUMENT,
        "history");
  }

  private static void train(TrainRequest request) {
    TrainingServiceGrpc.newBlockingStub(channel).train(request).next();
  }

  @Test
  @Order(4)
  void badTrainRequestsNameEveryViolation() throws InvalidProtocolBufferException {
    TrainRequest bad =
        TrainRequest.newBuilder()
            .setDataset("shop")
            .setModel("bad")
            .setOptions(
                TrainingOptions.newBuilder()
                    .setLearningRate(-1)
                    .setHiddenSize(30)
                    .setHeads(4)
                    .setMaskProbability(1.5))
            .build();
    StatusRuntimeException failure =
        catchThrowableOfType(StatusRuntimeException.class, () -> train(bad));
    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    BadRequest details = StatusProto.fromThrowable(failure).getDetails(1).unpack(BadRequest.class);
    assertThat(details.getFieldViolationsList().stream().map(BadRequest.FieldViolation::getField))
        .containsExactlyInAnyOrder("learning_rate", "hidden_size", "mask_probability");
    refused(
        () -> train(TestShop.training("none", "bad", 1)), Status.Code.NOT_FOUND, "dataset 'none'");
    refused(
        () -> train(TestShop.training("shop", "Bad Name", 1)),
        Status.Code.INVALID_ARGUMENT,
        "model is 'Bad Name'");
    TestShop.importText(channel, "tiny", "u1 i1 i2\n");
    refused(
        () -> train(TestShop.training("tiny", "bad", 1)),
        Status.Code.FAILED_PRECONDITION,
        "3 interactions");
    assertThat(
            ModelServiceGrpc.newBlockingStub(channel)
                .listModels(ListModelsRequest.getDefaultInstance())
                .getModelsList())
        .hasSize(1);
  }

  @Test
  @Order(4)
  void aTrainingWhoseLossIsNotANumberFailsAndTheServerGoesOn() {
    TrainRequest.Builder diverging = TestShop.training("shop", "diverging", 2).toBuilder();
    diverging.getOptionsBuilder().setContrastWeight(1e38).setCheckpointSteps(1);
    List<Training> ended = new ArrayList<>();
    TrainingServiceGrpc.newBlockingStub(channel)
        .train(diverging.build())
        .forEachRemaining(response -> ended.add(response.getEvent().getEnded()));
    Training failed = ended.get(ended.size() - 1);
    assertThat(failed.getState()).isEqualTo(TrainingState.TRAINING_STATE_FAILED);
    assertThat(failed.getMessage()).contains("not a number at step 1").contains("learning_rate");
    assertThat(recommend(sequence("i4", "i5").build()).getItemsCount()).isEqualTo(10);
  }

  @Test
  @Order(4)
  void aCorruptFileIsNamedWithItsLineAndLeavesNothing() throws IOException {
    refused(
        () -> TestShop.importText(channel, "corrupt", "u1 i1 i2 i3\nu2\n"),
        Status.Code.INVALID_ARGUMENT,
        "shop.txt line 2");
    refused(() -> train(TestShop.training("corrupt", "m", 1)), Status.Code.NOT_FOUND, "corrupt");
    try (Stream<Path> left = Files.list(folder.resolve("uploads"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  @Order(4)
  void badEvaluateRequestsAreRefused() {
    var stub = EvaluationServiceGrpc.newBlockingStub(channel);
    refused(
        () ->
            stub.evaluate(
                EvaluateRequest.newBuilder()
                    .setModel("shop")
                    .addCutoffs(0)
                    .addRequirements("x")
                    .build()),
        Status.Code.INVALID_ARGUMENT,
        "cutoffs is 0",
        "requirements is 'x'");
    refused(
        () ->
            stub.evaluate(EvaluateRequest.newBuilder().setModel("shop").setDataset("none").build()),
        Status.Code.NOT_FOUND,
        "dataset 'none'");
  }

  @Test
  @Order(5)
  void anIndependentClientCallsThroughReflection() throws IOException, InterruptedException {
    Path buf = Path.of(System.getProperty("project.root"), ".ci", "node_modules", ".bin", "buf");
    assumeTrue(
        Files.isExecutable(buf),
        () -> "SKIPPED: buf is not at " + buf + "; .ci/run installs it with npm");
    String answer =
        curl(
            buf,
            "RecommendationService/Recommend",
            "{\"model\":\"shop\",\"items\":{\"item_ids\":[\"i1\",\"i2\"]},\"count\":2}");
    assertThat(answer).contains("\"itemId\"").contains("\"version\"");
    String evaluated = curl(buf, "EvaluationService/Evaluate", "{\"model\":\"shop\"}");
    assertThat(evaluated).contains("NDCG@10");
    String trained =
        curl(
            buf,
            "TrainingService/Train",
            "{\"dataset\":\"shop\",\"model\":\"second\",\"options\":{\"hiddenSize\":8,\"maxLength\":4,\"networks\":1,\"epochs\":1}}");
    assertThat(trained).contains("accepted").contains("TRAINING_STATE_SUCCEEDED");
  }

  private static String curl(Path buf, String method, String request)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                buf.toString(),
                "curl",
                "--protocol",
                "grpc",
                "--http2-prior-knowledge",
                "-d",
                request,
                "http://localhost:" + server.port() + "/emkd.v1." + method)
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
