package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.emkd.inference.GRPCInferenceServiceGrpc;
import io.emkd.v1.BatchRecommendRequest;
import io.emkd.v1.CancelTrainingRequest;
import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.DeleteModelRequest;
import io.emkd.v1.DeleteUserRequest;
import io.emkd.v1.FilePiece;
import io.emkd.v1.GetDatasetRequest;
import io.emkd.v1.ImportDatasetRequest;
import io.emkd.v1.InteractionServiceGrpc;
import io.emkd.v1.ItemSequence;
import io.emkd.v1.ListDatasetsRequest;
import io.emkd.v1.ListInteractionsRequest;
import io.emkd.v1.ListModelsRequest;
import io.emkd.v1.ListTrainingsRequest;
import io.emkd.v1.ModelServiceGrpc;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendationServiceGrpc;
import io.emkd.v1.StreamRecommendRequest;
import io.emkd.v1.TrainingServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what, as docs/security.md says it. */
class SecurityTest {
  /** The Open Inference Protocol's health. */
  private static final Set<String> HEALTH_AS_WELL =
      Set.of(
          GRPCInferenceServiceGrpc.getServerLiveMethod().getFullMethodName(),
          GRPCInferenceServiceGrpc.getServerReadyMethod().getFullMethodName());

  private static SecuredShop shop;
  private static ManagedChannel operator;
  private static ManagedChannel recommender;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    shop = new SecuredShop(folder, Map.of());
    operator = shop.channelOf("operator");
    recommender = shop.channelOf("shop");
    TestShop.publishModel(operator);
  }

  @AfterAll
  static void stop() {
    shop.close();
  }

  private static StatusRuntimeException denied(Runnable call, Status.Code code) {
    return Refusals.refusedPlainly(call, code);
  }

  private static void send(ManagedChannel channel, MethodDescriptor<?, ?> method, byte[] message) {
    RawCalls.send(channel, RawCalls.method(method), CallOptions.DEFAULT, message);
  }

  @Test
  void whoIsNotKnownMayCallNothingButHealth() throws Exception {
    List<ManagedChannel> strangers =
        List.of(
            shop.channel("", ""),
            shop.channel("Bearer emkd_unknown", ""),
            shop.channel("Basic b3BlcmF0b3I6eA==", ""));
    Set<String> told = new HashSet<>();
    for (MethodDescriptor<?, ?> method : AllMethods.of(operator)) {
      if (!method.getServiceName().equals(HealthGrpc.SERVICE_NAME)
          && !HEALTH_AS_WELL.contains(method.getFullMethodName())) {
        for (ManagedChannel stranger : strangers) {
          told.add(
              denied(() -> send(stranger, method, new byte[0]), Status.Code.UNAUTHENTICATED)
                  .getMessage());
        }
      }
    }
    assertThat(told).as("says not what is wrong").hasSize(1);
    HealthGrpc.newBlockingStub(strangers.get(0)).check(HealthCheckRequest.getDefaultInstance());
    for (String open : HEALTH_AS_WELL) {
      send(strangers.get(0), AllMethods.named(operator, open), new byte[0]);
    }
  }

  @Test
  void nothingOfAStrangersRequestIsRead() throws Exception {
    ManagedChannel stranger = shop.channel("", "");
    ImportDatasetRequest large =
        ImportDatasetRequest.newBuilder()
            .setPiece(
                FilePiece.newBuilder()
                    .setContent(com.google.protobuf.ByteString.copyFrom(new byte[17 << 20])))
            .build();
    for (byte[] message : List.of(large.toByteArray(), new byte[] {10, 100, 1})) {
      denied(
          () -> send(stranger, DatasetServiceGrpc.getImportDatasetMethod(), message),
          Status.Code.UNAUTHENTICATED);
    }
  }

  @Test
  void whoHasAnotherRoleChangesNothing() throws Exception {
    ManagedChannel loader = shop.channelOf("loader");
    DeleteUserRequest delete =
        DeleteUserRequest.newBuilder().setDataset("shop").setUserId("u1").build();
    for (ManagedChannel caller : List.of(recommender, loader, shop.channel("", "pipeline"))) {
      assertThat(
              denied(
                  () -> InteractionServiceGrpc.newBlockingStub(caller).deleteUser(delete),
                  Status.Code.PERMISSION_DENIED))
          .hasMessageContaining("emkd.v1.InteractionService/DeleteUser needs the role admin");
    }
    denied(
        () ->
            ModelServiceGrpc.newBlockingStub(recommender)
                .deleteModel(DeleteModelRequest.newBuilder().setModel("shop@1").build()),
        Status.Code.PERMISSION_DENIED);
    denied(() -> TestShop.recommend(loader), Status.Code.PERMISSION_DENIED);
    assertThat(
            InteractionServiceGrpc.newBlockingStub(loader)
                .listInteractions(
                    ListInteractionsRequest.newBuilder().setDataset("shop").setUserId("u1").build())
                .getInteractionsList())
        .isNotEmpty();
  }

  private static RecommendRequest recommend(String model) {
    return RecommendRequest.newBuilder()
        .setModel(model)
        .setItems(ItemSequence.newBuilder().addItemIds("i1"))
        .build();
  }

  @Test
  void whatRightsDoNotCoverIsDeniedInEveryMessage() throws Exception {
    var stub = RecommendationServiceGrpc.newBlockingStub(recommender);
    assertThat(stub.recommend(recommend("shop@1")).getItemsList()).isNotEmpty();
    assertThat(denied(() -> stub.recommend(recommend("books@1")), Status.Code.PERMISSION_DENIED))
        .hasMessageContaining("this caller has no right to the model 'books'");
    BatchRecommendRequest batch =
        BatchRecommendRequest.newBuilder()
            .addRequests(recommend("shop"))
            .addRequests(recommend("books"))
            .build();
    denied(() -> stub.batchRecommend(batch), Status.Code.PERMISSION_DENIED);
    denied(
        () ->
            RawCalls.send(
                recommender,
                RawCalls.method(RecommendationServiceGrpc.getStreamRecommendMethod()),
                CallOptions.DEFAULT,
                StreamRecommendRequest.newBuilder()
                    .setRequest(recommend("shop"))
                    .build()
                    .toByteArray(),
                StreamRecommendRequest.newBuilder()
                    .setRequest(recommend("books"))
                    .build()
                    .toByteArray()),
        Status.Code.PERMISSION_DENIED);
    var loader = DatasetServiceGrpc.newBlockingStub(shop.channelOf("loader"));
    loader.getDataset(GetDatasetRequest.newBuilder().setDataset("shop").build());
    denied(
        () -> loader.getDataset(GetDatasetRequest.newBuilder().setDataset("books").build()),
        Status.Code.PERMISSION_DENIED);
  }

  @Test
  void aTrainingIsCoveredAsItsModelIsAndListsShowWhatIsCovered() throws Exception {
    var all = TrainingServiceGrpc.newBlockingStub(operator);
    String id =
        all.listTrainings(ListTrainingsRequest.getDefaultInstance()).getTrainings(0).getId();
    ManagedChannel trainer = shop.channelOf("trainer");
    var trainings = TrainingServiceGrpc.newBlockingStub(trainer);
    for (String training : List.of(id, "no-such-training")) {
      assertThat(
              denied(
                  () ->
                      trainings.cancelTraining(
                          CancelTrainingRequest.newBuilder().setTrainingId(training).build()),
                  Status.Code.PERMISSION_DENIED))
          .hasMessageContaining("no right to the training '" + training + "'");
    }
    assertThat(
            trainings.listTrainings(ListTrainingsRequest.getDefaultInstance()).getTrainingsList())
        .isEmpty();
    assertThat(
            ModelServiceGrpc.newBlockingStub(trainer)
                .listModels(ListModelsRequest.getDefaultInstance())
                .getModelsList())
        .isEmpty();
    assertThat(
            ModelServiceGrpc.newBlockingStub(recommender)
                .listModels(ListModelsRequest.getDefaultInstance())
                .getModelsList())
        .hasSize(1);
    assertThat(
            DatasetServiceGrpc.newBlockingStub(trainer)
                .listDatasets(ListDatasetsRequest.getDefaultInstance())
                .getDatasetsList())
        .as("the trainer is limited to models alone")
        .hasSize(1);
  }

  @Test
  void aJwtThatDoesNotHoldIsNobodys() throws Exception {
    TestJwts jwts = new TestJwts(shop.issuerKey);
    var request = ListDatasetsRequest.getDefaultInstance();
    assertThat(
            DatasetServiceGrpc.newBlockingStub(shop.channel("Bearer " + jwts.valid(), ""))
                .listDatasets(request)
                .getDatasetsList())
        .hasSize(1);
    Map<String, String> bad = jwts.bad();
    bad.put(
        "of another key",
        new TestJwts(new RSAKeyGenerator(2048).keyID("first").generate()).valid());
    assertThat(bad).hasSizeGreaterThanOrEqualTo(9);
    bad.forEach(
        (why, token) -> {
          try {
            var stub = DatasetServiceGrpc.newBlockingStub(shop.channel("Bearer " + token, ""));
            denied(() -> stub.listDatasets(request), Status.Code.UNAUTHENTICATED);
          } catch (AssertionError | Exception failed) {
            throw new AssertionError(why, failed);
          }
        });
    denied(
        () -> {
          try {
            DatasetServiceGrpc.newBlockingStub(shop.channel("Bearer " + jwts.ofAStrangeRole(), ""))
                .listDatasets(request);
          } catch (java.io.IOException unreadable) {
            throw new AssertionError(unreadable);
          }
        },
        Status.Code.PERMISSION_DENIED);
  }
}
