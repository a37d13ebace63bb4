package io.emkd.grpc.security;

import static io.emkd.grpc.security.CallerRole.ADMIN;
import static io.emkd.grpc.security.CallerRole.EVALUATE;
import static io.emkd.grpc.security.CallerRole.INGEST;
import static io.emkd.grpc.security.CallerRole.RECOMMEND;
import static io.emkd.grpc.security.CallerRole.TRAIN;

import io.emkd.inference.GRPCInferenceServiceGrpc;
import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.EvaluateRequest;
import io.emkd.v1.EvaluationServiceGrpc;
import io.emkd.v1.ImportDatasetRequest;
import io.emkd.v1.ImportModelRequest;
import io.emkd.v1.InteractionServiceGrpc;
import io.emkd.v1.ItemServiceGrpc;
import io.emkd.v1.ModelServiceGrpc;
import io.emkd.v1.RecommendationServiceGrpc;
import io.emkd.v1.TrainRequest;
import io.emkd.v1.TrainingServiceGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The one declaration of what each RPC needs. A method without a line here cannot be served; {@link
 * CallerRole#ADMIN} may call every one. docs/security.md has the same table.
 */
final class RequiredRights {
  private static final Map<String, NeededRights<?>> NEEDED =
      Stream.of(
              reads(
                  RecommendationServiceGrpc.getRecommendMethod(),
                  (q, named) -> named.model(q.getModel()),
                  RECOMMEND),
              reads(
                  RecommendationServiceGrpc.getBatchRecommendMethod(),
                  (q, named) -> q.getRequestsList().forEach(one -> named.model(one.getModel())),
                  RECOMMEND),
              reads(
                  RecommendationServiceGrpc.getStreamRecommendMethod(),
                  (q, named) -> named.model(q.getRequest().getModel()),
                  RECOMMEND),
              reads(
                  RecommendationServiceGrpc.getSimilarItemsMethod(),
                  (q, named) -> named.model(q.getModel()),
                  RECOMMEND),
              reads(
                  RecommendationServiceGrpc.getEncodeMethod(),
                  (q, named) -> named.model(q.getModel()),
                  RECOMMEND),
              writes(
                  InteractionServiceGrpc.getAppendInteractionsMethod(),
                  (q, named) -> named.dataset(q.getDataset()),
                  INGEST),
              writes(
                  InteractionServiceGrpc.getStreamInteractionsMethod(),
                  (q, named) -> named.dataset(q.getAppend().getDataset()),
                  INGEST),
              reads(
                  InteractionServiceGrpc.getListInteractionsMethod(),
                  (q, named) -> named.dataset(q.getDataset()),
                  INGEST),
              writes(
                  InteractionServiceGrpc.getDeleteUserMethod(),
                  (q, named) -> named.dataset(q.getDataset()),
                  ADMIN),
              writes(
                  InteractionServiceGrpc.getDeleteInteractionsMethod(),
                  (q, named) -> named.dataset(q.getDataset()),
                  ADMIN),
              writes(
                  ItemServiceGrpc.getUpsertItemsMethod(),
                  (q, named) -> named.dataset(q.getDataset()),
                  INGEST),
              writes(
                  ItemServiceGrpc.getDeactivateItemsMethod(),
                  (q, named) -> named.dataset(q.getDataset()),
                  INGEST),
              writes(
                  ItemServiceGrpc.getActivateItemsMethod(),
                  (q, named) -> named.dataset(q.getDataset()),
                  INGEST),
              reads(
                  ItemServiceGrpc.getGetItemMethod(),
                  (q, named) -> named.dataset(q.getDataset()),
                  RECOMMEND,
                  INGEST),
              reads(
                  ItemServiceGrpc.getListItemsMethod(),
                  (q, named) -> named.dataset(q.getDataset()),
                  RECOMMEND,
                  INGEST),
              reads(
                  ItemServiceGrpc.getListInactiveItemsMethod(),
                  (q, named) -> named.dataset(q.getDataset()),
                  INGEST),
              writes(DatasetServiceGrpc.getImportDatasetMethod(), RequiredRights::header, INGEST),
              reads(
                  DatasetServiceGrpc.getExportDatasetMethod(),
                  (q, named) -> named.dataset(q.getDataset()),
                  ADMIN),
              writes(
                  DatasetServiceGrpc.getCreateDatasetMethod(),
                  (q, named) -> named.dataset(q.getDataset().getName()),
                  INGEST),
              writes(
                  DatasetServiceGrpc.getDeleteDatasetMethod(),
                  (q, named) -> named.dataset(q.getDataset()),
                  ADMIN),
              reads(
                  DatasetServiceGrpc.getGetDatasetMethod(),
                  (q, named) -> named.dataset(q.getDataset()),
                  INGEST,
                  EVALUATE,
                  TRAIN),
              // Shows what the caller's rights cover.
              reads(
                  DatasetServiceGrpc.getListDatasetsMethod(),
                  (q, named) -> {},
                  INGEST,
                  EVALUATE,
                  TRAIN),
              reads(
                  DatasetServiceGrpc.getListUsersMethod(),
                  (q, named) -> named.dataset(q.getDataset()),
                  RECOMMEND,
                  INGEST),
              reads(EvaluationServiceGrpc.getEvaluateMethod(), RequiredRights::evaluated, EVALUATE),
              writes(TrainingServiceGrpc.getTrainMethod(), RequiredRights::trained, TRAIN),
              writes(
                  TrainingServiceGrpc.getStartTrainingMethod(),
                  (q, named) -> trained(q.getTraining(), named),
                  TRAIN),
              writes(
                  TrainingServiceGrpc.getResumeTrainingMethod(),
                  (q, named) -> named.training(q.getTrainingId()),
                  TRAIN),
              reads(
                  TrainingServiceGrpc.getWatchTrainingMethod(),
                  (q, named) -> named.training(q.getTrainingId()),
                  TRAIN),
              // Shows what the caller's rights cover.
              reads(TrainingServiceGrpc.getListTrainingsMethod(), (q, named) -> {}, TRAIN),
              reads(
                  TrainingServiceGrpc.getGetTrainingMethod(),
                  (q, named) -> named.training(q.getTrainingId()),
                  TRAIN),
              writes(
                  TrainingServiceGrpc.getCancelTrainingMethod(),
                  (q, named) -> named.training(q.getTrainingId()),
                  TRAIN),
              // Shows what the caller's rights cover.
              reads(
                  ModelServiceGrpc.getListModelsMethod(),
                  (q, named) -> {},
                  RECOMMEND,
                  EVALUATE,
                  TRAIN),
              reads(
                  ModelServiceGrpc.getGetModelMethod(),
                  (q, named) -> named.model(q.getModel()),
                  RECOMMEND,
                  EVALUATE,
                  TRAIN),
              writes(ModelServiceGrpc.getImportModelMethod(), RequiredRights::importedModel, TRAIN),
              writes(
                  ModelServiceGrpc.getPromoteModelMethod(),
                  (q, named) -> named.model(q.getModel()),
                  ADMIN),
              writes(
                  ModelServiceGrpc.getRollBackModelMethod(),
                  (q, named) -> named.model(q.getName()),
                  ADMIN),
              writes(
                  ModelServiceGrpc.getLabelModelMethod(),
                  (q, named) -> named.model(q.getModel()),
                  ADMIN),
              writes(
                  ModelServiceGrpc.getSetCanaryMethod(),
                  (q, named) -> named.model(q.getModel()),
                  ADMIN),
              writes(
                  ModelServiceGrpc.getSetShadowMethod(),
                  (q, named) -> named.model(q.getModel()),
                  ADMIN),
              writes(
                  ModelServiceGrpc.getDeleteModelMethod(),
                  (q, named) -> named.model(q.getModel()),
                  ADMIN),
              reads(
                  GRPCInferenceServiceGrpc.getModelInferMethod(),
                  (q, named) -> named.model(q.getModelName()),
                  RECOMMEND),
              reads(
                  GRPCInferenceServiceGrpc.getModelMetadataMethod(),
                  (q, named) -> named.model(q.getName()),
                  RECOMMEND,
                  EVALUATE,
                  TRAIN),
              reads(
                  GRPCInferenceServiceGrpc.getModelReadyMethod(),
                  (q, named) -> named.model(q.getName()),
                  RECOMMEND,
                  EVALUATE,
                  TRAIN),
              of(GRPCInferenceServiceGrpc.getServerMetadataMethod(), NeededRights.Access.KNOWN),
              // They tell what grpc.health.v1 tells, to the same probes.
              of(GRPCInferenceServiceGrpc.getServerLiveMethod(), NeededRights.Access.OPEN),
              of(GRPCInferenceServiceGrpc.getServerReadyMethod(), NeededRights.Access.OPEN),
              of(HealthGrpc.getCheckMethod(), NeededRights.Access.OPEN),
              of(HealthGrpc.getWatchMethod(), NeededRights.Access.OPEN),
              of(ServerReflectionGrpc.getServerReflectionInfoMethod(), NeededRights.Access.KNOWN),
              of(oldReflection(), NeededRights.Access.KNOWN))
          .collect(Collectors.toMap(Row::method, Row::needed));

  private record Row(String method, NeededRights<?> needed) {}

  private RequiredRights() {}

  /**
   * @throws IllegalStateException if nobody has said
   */
  @SuppressWarnings("unchecked") // each line is made of the method's own descriptor
  static <Q> NeededRights<Q> of(MethodDescriptor<Q, ?> method) {
    NeededRights<?> needed = NEEDED.get(method.getFullMethodName());
    if (needed == null) {
      throw new IllegalStateException(
          method.getFullMethodName()
              + " has no line in RequiredRights, which says who may call it");
    }
    return (NeededRights<Q>) needed;
  }

  private static <Q> Row reads(
      MethodDescriptor<Q, ?> method, BiConsumer<Q, NamedResources> names, CallerRole... roles) {
    return row(method, false, names, roles);
  }

  private static <Q> Row writes(
      MethodDescriptor<Q, ?> method, BiConsumer<Q, NamedResources> names, CallerRole... roles) {
    return row(method, true, names, roles);
  }

  private static <Q> Row row(
      MethodDescriptor<Q, ?> method,
      boolean writes,
      BiConsumer<Q, NamedResources> names,
      CallerRole... roles) {
    return new Row(
        method.getFullMethodName(),
        new NeededRights<>(NeededRights.Access.ROLES, Set.of(roles), writes, names));
  }

  private static Row of(MethodDescriptor<?, ?> method, NeededRights.Access access) {
    return new Row(
        method.getFullMethodName(), new NeededRights<>(access, Set.of(), false, (q, named) -> {}));
  }

  @SuppressWarnings("deprecation") // older grpcurl asks for v1alpha
  private static MethodDescriptor<?, ?> oldReflection() {
    return io.grpc.reflection.v1alpha.ServerReflectionGrpc.getServerReflectionInfoMethod();
  }

  /** Pieces belong to the header before them. */
  private static void header(ImportDatasetRequest request, NamedResources named) {
    if (request.hasHeader()) {
      named.dataset(request.getHeader().getDataset());
    }
  }

  /** Pieces belong to the header before them. */
  private static void importedModel(ImportModelRequest request, NamedResources named) {
    if (request.hasHeader()) {
      named.model(request.getHeader().getModel()).dataset(request.getHeader().getDataset());
    }
  }

  /** What a teacher knows, whoever learns from it publishes. */
  private static void trained(TrainRequest request, NamedResources named) {
    named.model(request.getModel()).dataset(request.getDataset());
    if (!request.getOptions().getTeacher().isEmpty()) {
      named.model(request.getOptions().getTeacher());
    }
  }

  /**
   * Without a dataset it is the one that the model was trained on, which the model's rights cover.
   */
  private static void evaluated(EvaluateRequest request, NamedResources named) {
    named.model(request.getModel());
    if (!request.getDataset().isEmpty()) {
      named.dataset(request.getDataset());
    }
    // Without a model of its own it is the serving version of the first.
    if (!request.getNotWorseThan().getModel().isEmpty()) {
      named.model(request.getNotWorseThan().getModel());
    }
  }
}
