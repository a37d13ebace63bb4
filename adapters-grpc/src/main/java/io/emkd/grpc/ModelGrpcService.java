package io.emkd.grpc;

import io.emkd.domain.model.ModelReference;
import io.emkd.domain.port.ModelStore;
import io.emkd.v1.GetModelRequest;
import io.emkd.v1.GetModelResponse;
import io.emkd.v1.ListModelsRequest;
import io.emkd.v1.ListModelsResponse;
import io.emkd.v1.ModelServiceGrpc;
import io.grpc.stub.StreamObserver;

/** {@code ModelService} over the model store. */
public final class ModelGrpcService extends ModelServiceGrpc.ModelServiceImplBase {
  private final ModelStore models;

  public ModelGrpcService(ModelStore models) {
    this.models = models;
  }

  @Override
  public void listModels(ListModelsRequest request, StreamObserver<ListModelsResponse> observer) {
    UnaryCall.answer(
        observer,
        () -> {
          var page = Page.of(models.list(), request.getPageSize(), request.getPageToken());
          ListModelsResponse.Builder response =
              ListModelsResponse.newBuilder().setNextPageToken(page.nextPageToken());
          page.elements().forEach(m -> response.addModels(Messages.model(m)));
          return response.build();
        });
  }

  @Override
  public void getModel(GetModelRequest request, StreamObserver<GetModelResponse> observer) {
    UnaryCall.answer(
        observer,
        () ->
            GetModelResponse.newBuilder()
                .setModel(
                    Messages.model(
                        models.find(ModelReference.parse(request.getModel())).manifest()))
                .build());
  }
}
