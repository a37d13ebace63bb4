package io.emkd.grpc.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.registry.MemoryModels;
import io.emkd.domain.release.ManageVersions;
import io.emkd.grpc.Manifests;
import io.emkd.grpc.Refusal;
import io.emkd.grpc.ServedCalls;
import io.emkd.grpc.ServedShop;
import io.emkd.v1.DeleteModelRequest;
import io.emkd.v1.GetModelRequest;
import io.emkd.v1.LabelModelRequest;
import io.emkd.v1.ListModelsRequest;
import io.emkd.v1.ListModelsResponse;
import io.emkd.v1.Model;
import io.emkd.v1.ModelRouting;
import io.emkd.v1.ModelServiceGrpc;
import io.emkd.v1.PromoteModelRequest;
import io.emkd.v1.RollBackModelRequest;
import io.emkd.v1.SetCanaryRequest;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What answers is changed by hand. */
@Timeout(60)
class ModelGrpcServiceTest {
  private final ServedShop shop = new ServedShop();
  private final ServedCalls calls =
      new ServedCalls(
          new ModelGrpcService(
              shop.store, new ManageVersions(shop.store, shop.models), null, null));
  private final ModelServiceGrpc.ModelServiceBlockingStub models =
      ModelServiceGrpc.newBlockingStub(calls.channel());

  @AfterEach
  void stop() {
    calls.close();
    shop.close();
  }

  private ModelRouting promote(String model) {
    return models
        .promoteModel(PromoteModelRequest.newBuilder().setModel(model).build())
        .getRouting();
  }

  @Test
  void promotingAndRollingBackGiveTheNewRouting() {
    ModelRouting promoted = promote("shop@2");
    ModelRouting back =
        models
            .rollBackModel(RollBackModelRequest.newBuilder().setName("shop").build())
            .getRouting();

    assertThat(promoted.getServingVersion()).isEqualTo(2);
    assertThat(promoted.getReplacedVersionsList()).containsExactly(1);
    assertThat(back.getServingVersion()).isEqualTo(1);
    assertThat(back.getReplacedVersionsList()).isEmpty();
  }

  @Test
  void aLabelAndACanaryAreInTheRoutingAndInTheModel() {
    models.labelModel(LabelModelRequest.newBuilder().setModel("shop@2").setLabel("stable").build());
    ModelRouting routing =
        models
            .setCanary(SetCanaryRequest.newBuilder().setModel("shop@2").setShare(0.5).build())
            .getRouting();
    Model labelled =
        models.getModel(GetModelRequest.newBuilder().setModel("shop@stable").build()).getModel();

    assertThat(routing.getLabelsMap()).isEqualTo(Map.of("stable", 2));
    assertThat(routing.getCanaryVersion()).isEqualTo(2);
    assertThat(routing.getCanaryShare()).isEqualTo(0.5);
    assertThat(labelled.getVersion()).isEqualTo(2);
    assertThat(labelled.getLabelsList()).containsExactly("stable");
    assertThat(labelled.getCanaryShare()).isEqualTo(0.5);
  }

  @Test
  void whatDoesNotNameAVersionIsNotPromoted() {
    assertThat(Refusal.of(() -> promote("shop")).fields()).containsExactly("model");
    assertThat(Refusal.of(() -> promote("Not a name")).fields()).containsExactly("model");
    assertThat(Refusal.of(() -> promote("shop@0")).message()).contains("NAME@VERSION");
  }

  @Test
  void aNameWithAVersionIsNoneToRollBack() {
    Refusal refusal =
        Refusal.of(
            () ->
                models.rollBackModel(RollBackModelRequest.newBuilder().setName("shop@2").build()));

    assertThat(refusal.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refusal.fields()).containsExactly("model");
  }

  @Test
  void whatCannotBeDoneNowSaysWhy() {
    Refusal nothing =
        Refusal.of(
            () -> models.rollBackModel(RollBackModelRequest.newBuilder().setName("shop").build()));
    Refusal serving =
        Refusal.of(
            () -> models.deleteModel(DeleteModelRequest.newBuilder().setModel("shop@1").build()));
    Refusal canary =
        Refusal.of(
            () ->
                models.setCanary(
                    SetCanaryRequest.newBuilder().setModel("shop@1").setShare(0.5).build()));

    assertThat(nothing.code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(nothing.reason()).isEqualTo("NOTHING_TO_ROLL_BACK_TO");
    assertThat(serving.reason()).isEqualTo("VERSION_IN_USE");
    assertThat(serving.metadata()).containsEntry("subject", "models/shop@1");
    assertThat(canary.reason()).isEqualTo("VERSION_SERVES");
  }

  @Test
  void aVersionThatNothingPointsAtIsDeleted() {
    models.deleteModel(DeleteModelRequest.newBuilder().setModel("shop@7").build());

    assertThat(Refusal.of(() -> promote("shop@7")).reason()).isEqualTo("MODEL_NOT_FOUND");
  }

  @Test
  void modelsAreListedInPages() {
    MemoryModels many = new MemoryModels();
    for (int version = 1; version <= 5; version++) {
      many.published.add(Manifests.manifest("shop", version));
    }
    try (ServedCalls listed =
        new ServedCalls(
            new ModelGrpcService(many, new ManageVersions(many, shop.models), null, null))) {
      List<Integer> versions = new ArrayList<>();
      String token = "";
      do {
        ListModelsResponse page =
            ModelServiceGrpc.newBlockingStub(listed.channel())
                .listModels(
                    ListModelsRequest.newBuilder().setPageSize(2).setPageToken(token).build());
        page.getModelsList().forEach(model -> versions.add(model.getVersion()));
        token = page.getNextPageToken();
      } while (!token.isEmpty());

      assertThat(versions).containsExactly(1, 2, 3, 4, 5);
    }
  }
}
