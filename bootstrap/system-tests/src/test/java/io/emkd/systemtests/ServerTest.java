package io.emkd.systemtests;

import static io.emkd.systemtests.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import io.emkd.server.EmkdServer;
import io.emkd.v1.EvaluateRequest;
import io.emkd.v1.EvaluateResponse;
import io.emkd.v1.EvaluationServiceGrpc;
import io.emkd.v1.ItemSequence;
import io.emkd.v1.ListModelsRequest;
import io.emkd.v1.ModelServiceGrpc;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendationServiceGrpc;
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
import java.util.ArrayList;
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
    assertThat(
            RecommendationServiceGrpc.newBlockingStub(channel)
                .recommend(
                    RecommendRequest.newBuilder()
                        .setModel("shop")
                        .setItems(ItemSequence.newBuilder().addItemIds("i4"))
                        .build())
                .getItemsCount())
        .isEqualTo(10);
    assertThat(health(RecommendationServiceGrpc.SERVICE_NAME)).isEqualTo(ServingStatus.SERVING);
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
