package io.emkd.grpc.inference;

import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.recommendation.AnswerHistories;
import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.registry.ModelStore;
import io.emkd.domain.serving.CancelledAnswer;
import io.emkd.grpc.call.UnaryCall;
import io.emkd.inference.GRPCInferenceServiceGrpc;
import io.emkd.inference.ModelInferRequest;
import io.emkd.inference.ModelInferResponse;
import io.emkd.inference.ModelMetadataRequest;
import io.emkd.inference.ModelMetadataResponse;
import io.emkd.inference.ModelMetadataResponse.TensorMetadata;
import io.emkd.inference.ModelReadyRequest;
import io.emkd.inference.ModelReadyResponse;
import io.emkd.inference.ServerLiveRequest;
import io.emkd.inference.ServerLiveResponse;
import io.emkd.inference.ServerMetadataRequest;
import io.emkd.inference.ServerMetadataResponse;
import io.emkd.inference.ServerReadyRequest;
import io.emkd.inference.ServerReadyResponse;
import io.grpc.stub.StreamObserver;
import java.util.function.BooleanSupplier;

/** {@code inference.GRPCInferenceService} over the use case that answers batches of histories. */
public final class InferenceGrpcService
    extends GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase {
  private static final String NAME = "emkd-server";
  private static final String BINARY_OVER_HTTP = "binary_tensor_data";
  private static final String PLATFORM = "tensorflow_savedmodel";

  private final AnswerHistories answers;
  private final ModelStore models;
  private final String version;
  private final BooleanSupplier ready;

  /**
   * @param version of the server
   * @param ready whether it can be sent calls
   */
  public InferenceGrpcService(
      AnswerHistories answers, ModelStore models, String version, BooleanSupplier ready) {
    this.answers = answers;
    this.models = models;
    this.version = version;
    this.ready = ready;
  }

  @Override
  public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> observer) {
    UnaryCall.answer(observer, () -> ServerLiveResponse.newBuilder().setLive(true).build());
  }

  @Override
  public void serverReady(
      ServerReadyRequest request, StreamObserver<ServerReadyResponse> observer) {
    UnaryCall.answer(
        observer, () -> ServerReadyResponse.newBuilder().setReady(ready.getAsBoolean()).build());
  }

  @Override
  public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> observer) {
    UnaryCall.answer(
        observer,
        () ->
            ModelReadyResponse.newBuilder()
                .setReady(
                    canAnswer(InferenceRequest.model(request.getName(), request.getVersion())))
                .build());
  }

  private boolean canAnswer(ModelReference model) {
    try {
      return !models.isDamaged(models.exact(model));
    } catch (NotFoundException | CorruptArtifactException cannot) {
      return false;
    }
  }

  @Override
  public void serverMetadata(
      ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> observer) {
    UnaryCall.answer(
        observer,
        () ->
            ServerMetadataResponse.newBuilder()
                .setName(NAME)
                .setVersion(version)
                .addExtensions(BINARY_OVER_HTTP)
                .build());
  }

  @Override
  public void modelMetadata(
      ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> observer) {
    UnaryCall.answer(
        observer,
        () ->
            metadata(
                models.manifest(InferenceRequest.model(request.getName(), request.getVersion()))));
  }

  private ModelMetadataResponse metadata(ModelManifest model) {
    ModelMetadataResponse.Builder metadata =
        ModelMetadataResponse.newBuilder()
            .setName(model.name())
            .setPlatform(PLATFORM)
            .addInputs(
                TensorMetadata.newBuilder()
                    .setName(HistoryTensor.NAME)
                    .setDatatype(HistoryTensor.DATATYPE)
                    .addShape(-1)
                    .addShape(-1));
    models.list().stream()
        .filter(other -> other.name().equals(model.name()))
        .forEach(other -> metadata.addVersions(Integer.toString(other.version())));
    for (InferenceOutput output : InferenceOutput.values()) {
      metadata.addOutputs(
          TensorMetadata.newBuilder()
              .setName(output.label())
              .setDatatype(output.datatype())
              .addAllShape(output.shape(model)));
    }
    return metadata.build();
  }

  @Override
  public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> observer) {
    UnaryCall.answerLater(
        observer,
        () -> {
          InferenceRequest asked = InferenceRequest.of(request);
          return CancelledAnswer.converted(
              answers.answer(asked.histories(UnaryCall.deadlineNanos())), asked::response);
        });
  }
}
