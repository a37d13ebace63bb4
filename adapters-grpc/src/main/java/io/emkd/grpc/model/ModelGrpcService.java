package io.emkd.grpc.model;

import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.registry.ModelStore;
import io.emkd.domain.release.ImportModel;
import io.emkd.domain.release.ManageVersions;
import io.emkd.grpc.call.Page;
import io.emkd.grpc.call.UnaryCall;
import io.emkd.grpc.security.Rights;
import io.emkd.grpc.transfer.Transfers;
import io.emkd.grpc.transfer.UploadCall;
import io.emkd.v1.DeleteModelRequest;
import io.emkd.v1.DeleteModelResponse;
import io.emkd.v1.GetModelRequest;
import io.emkd.v1.GetModelResponse;
import io.emkd.v1.ImportModelRequest;
import io.emkd.v1.ImportModelResponse;
import io.emkd.v1.LabelModelRequest;
import io.emkd.v1.LabelModelResponse;
import io.emkd.v1.ListModelsRequest;
import io.emkd.v1.ListModelsResponse;
import io.emkd.v1.ModelServiceGrpc;
import io.emkd.v1.PromoteModelRequest;
import io.emkd.v1.PromoteModelResponse;
import io.emkd.v1.RollBackModelRequest;
import io.emkd.v1.RollBackModelResponse;
import io.emkd.v1.SetCanaryRequest;
import io.emkd.v1.SetCanaryResponse;
import io.emkd.v1.SetShadowRequest;
import io.emkd.v1.SetShadowResponse;
import io.grpc.stub.StreamObserver;

/** {@code ModelService} over the model store and the use case that changes what answers. */
public final class ModelGrpcService extends ModelServiceGrpc.ModelServiceImplBase {
  private static final int DAMAGED_AT_MOST = 1000;

  private final ModelStore models;
  private final ManageVersions versions;
  private final ModelMessages messages;
  private final ImportModel importModel;
  private final Transfers transfers;

  /**
   * @param transfers the room that files on their way have
   */
  public ModelGrpcService(
      ModelStore models, ManageVersions versions, ImportModel importModel, Transfers transfers) {
    this.importModel = importModel;
    this.transfers = transfers;
    this.models = models;
    this.versions = versions;
    this.messages = new ModelMessages(models);
  }

  @Override
  public void listModels(ListModelsRequest request, StreamObserver<ListModelsResponse> observer) {
    UnaryCall.answer(
        observer,
        () -> {
          Rights rights = Rights.ofCall();
          var covered = models.list().stream().filter(m -> rights.coverModel(m.name())).toList();
          var page = Page.of(covered, request.getPageSize(), request.getPageToken());
          ListModelsResponse.Builder response =
              ListModelsResponse.newBuilder().setNextPageToken(page.nextPageToken());
          page.elements().forEach(m -> response.addModels(messages.of(m)));
          if (request.getPageToken().isEmpty()) {
            models.damaged().stream()
                .map(ModelMessages::damaged)
                .filter(d -> rights.coverModel(d.getName()))
                .limit(DAMAGED_AT_MOST)
                .forEach(response::addDamaged);
          }
          return response.build();
        });
  }

  @Override
  public void getModel(GetModelRequest request, StreamObserver<GetModelResponse> observer) {
    UnaryCall.answer(
        observer,
        () -> {
          ModelManifest manifest = models.manifest(ModelReference.parse(request.getModel()));
          return GetModelResponse.newBuilder().setModel(messages.of(manifest)).build();
        });
  }

  @Override
  public StreamObserver<ImportModelRequest> importModel(
      StreamObserver<ImportModelResponse> observer) {
    return new UploadCall<>(transfers, new ImportModelCall(importModel, messages), observer);
  }

  @Override
  public void promoteModel(
      PromoteModelRequest request, StreamObserver<PromoteModelResponse> observer) {
    UnaryCall.answer(
        observer,
        () ->
            PromoteModelResponse.newBuilder()
                .setRouting(
                    ModelMessages.routing(
                        versions.promote(ModelReference.parse(request.getModel()))))
                .build());
  }

  @Override
  public void rollBackModel(
      RollBackModelRequest request, StreamObserver<RollBackModelResponse> observer) {
    UnaryCall.answer(
        observer,
        () ->
            RollBackModelResponse.newBuilder()
                .setRouting(
                    ModelMessages.routing(
                        versions.rollBack(new ModelReference(request.getName(), 0).name())))
                .build());
  }

  @Override
  public void labelModel(LabelModelRequest request, StreamObserver<LabelModelResponse> observer) {
    UnaryCall.answer(
        observer,
        () ->
            LabelModelResponse.newBuilder()
                .setRouting(
                    ModelMessages.routing(
                        versions.label(
                            ModelReference.parse(request.getModel()), request.getLabel())))
                .build());
  }

  @Override
  public void setCanary(SetCanaryRequest request, StreamObserver<SetCanaryResponse> observer) {
    UnaryCall.answer(
        observer,
        () ->
            SetCanaryResponse.newBuilder()
                .setRouting(
                    ModelMessages.routing(
                        versions.setCanary(
                            ModelReference.parse(request.getModel()), request.getShare())))
                .build());
  }

  @Override
  public void setShadow(SetShadowRequest request, StreamObserver<SetShadowResponse> observer) {
    UnaryCall.answer(
        observer,
        () ->
            SetShadowResponse.newBuilder()
                .setRouting(
                    ModelMessages.routing(
                        versions.setShadow(
                            ModelReference.parse(request.getModel()), request.getShare())))
                .build());
  }

  @Override
  public void deleteModel(
      DeleteModelRequest request, StreamObserver<DeleteModelResponse> observer) {
    UnaryCall.answer(
        observer,
        () -> {
          versions.delete(ModelReference.parse(request.getModel()));
          return DeleteModelResponse.getDefaultInstance();
        });
  }
}
