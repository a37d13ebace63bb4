package io.emkd.grpc;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.model.ModelReference;
import io.emkd.domain.recommendation.ItemFilter;
import io.emkd.domain.recommendation.RecommendItems;
import io.emkd.v1.BatchRecommendRequest;
import io.emkd.v1.BatchRecommendResponse;
import io.emkd.v1.BatchRecommendResult;
import io.emkd.v1.RecommendError;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendResponse;
import io.emkd.v1.RecommendationServiceGrpc;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** {@code RecommendationService} over the domain's use case. */
public final class RecommendationGrpcService
    extends RecommendationServiceGrpc.RecommendationServiceImplBase {
  private static final int DEFAULT_COUNT = 10;
  private static final int LARGEST_BATCH = 1000;

  private final RecommendItems recommend;

  public RecommendationGrpcService(RecommendItems recommend) {
    this.recommend = recommend;
  }

  @Override
  public void recommend(RecommendRequest request, StreamObserver<RecommendResponse> observer) {
    UnaryCall.answerLater(observer, () -> recommend(request));
  }

  @Override
  public void batchRecommend(
      BatchRecommendRequest request, StreamObserver<BatchRecommendResponse> observer) {
    UnaryCall.answerLater(observer, () -> batch(request));
  }

  private CompletableFuture<BatchRecommendResponse> batch(BatchRecommendRequest request) {
    int size = request.getRequestsCount();
    if (size < 1 || size > LARGEST_BATCH) {
      throw new InvalidInputException("requests", size + " of them", "1 to " + LARGEST_BATCH);
    }
    List<CompletableFuture<BatchRecommendResult>> results = new ArrayList<>();
    for (RecommendRequest one : request.getRequestsList()) {
      results.add(result(one));
    }
    CompletableFuture<BatchRecommendResponse> response =
        CompletableFuture.allOf(results.toArray(CompletableFuture<?>[]::new))
            .thenApply(
                done ->
                    BatchRecommendResponse.newBuilder()
                        .addAllResults(results.stream().map(CompletableFuture::join).toList())
                        .build());
    response.whenComplete(
        (done, failed) -> {
          if (response.isCancelled()) {
            results.forEach(result -> result.cancel(false));
          }
        });
    return response;
  }

  private CompletableFuture<BatchRecommendResult> result(RecommendRequest request) {
    CompletableFuture<RecommendResponse> answer;
    try {
      answer = recommend(request);
    } catch (RuntimeException refused) {
      return CompletableFuture.completedFuture(error(refused));
    }
    CompletableFuture<BatchRecommendResult> result =
        answer.handle(
            (response, failed) ->
                failed == null
                    ? BatchRecommendResult.newBuilder().setResponse(response).build()
                    : error(UnaryCall.cause(failed)));
    result.whenComplete(
        (done, failed) -> {
          if (result.isCancelled()) {
            answer.cancel(false);
          }
        });
    return result;
  }

  private static BatchRecommendResult error(Throwable failure) {
    Status status = ErrorStatus.of(failure).getStatus();
    return BatchRecommendResult.newBuilder()
        .setError(
            RecommendError.newBuilder()
                .setCode(status.getCode().value())
                .setMessage(String.valueOf(status.getDescription())))
        .build();
  }

  private static ItemFilter filter(io.emkd.v1.ItemFilter filter) {
    return new ItemFilter(
        filter.getAllowedItemIdsList(),
        filter.getDeniedItemIdsList(),
        filter.getAnyAttributesList(),
        filter.getAllAttributesList(),
        filter.getNoneAttributesList());
  }

  private CompletableFuture<RecommendResponse> recommend(RecommendRequest request) {
    if (request.getHistoryCase() == RecommendRequest.HistoryCase.HISTORY_NOT_SET) {
      throw new InvalidInputException("history", "not set", "user_id or items");
    }
    CompletableFuture<RecommendItems.Recommendation> answer =
        recommend.recommend(
            new RecommendItems.Request(
                ModelReference.parse(request.getModel()),
                request.hasUserId() ? Optional.of(request.getUserId()) : Optional.empty(),
                request.hasItems() ? request.getItems().getItemIdsList() : List.of(),
                request.hasCount() ? request.getCount() : DEFAULT_COUNT,
                !request.getIncludeSeen(),
                filter(request.getFilter()),
                request.hasMinimumScore() ? request.getMinimumScore() : Double.NEGATIVE_INFINITY,
                UnaryCall.deadlineNanos()));
    CompletableFuture<RecommendResponse> response =
        answer.thenApply(RecommendationGrpcService::response);
    response.whenComplete(
        (done, failed) -> {
          if (response.isCancelled()) {
            answer.cancel(false);
          }
        });
    return response;
  }

  private static RecommendResponse response(RecommendItems.Recommendation answer) {
    RecommendResponse.Builder response =
        RecommendResponse.newBuilder()
            .setModel(answer.model().name())
            .setVersion(answer.model().version());
    for (RecommendItems.ScoredItem scored : answer.items()) {
      response
          .addItemsBuilder()
          .setItemId(scored.item().id())
          .setTitle(scored.item().title())
          .setScore(scored.score());
    }
    return response.build();
  }
}
