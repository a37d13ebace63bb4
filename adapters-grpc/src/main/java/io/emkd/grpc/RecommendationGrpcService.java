package io.emkd.grpc;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.model.ModelReference;
import io.emkd.domain.recommendation.RecommendItems;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendResponse;
import io.emkd.v1.RecommendationServiceGrpc;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** {@code RecommendationService} over the domain's use case. */
public final class RecommendationGrpcService
    extends RecommendationServiceGrpc.RecommendationServiceImplBase {
  private static final int DEFAULT_COUNT = 10;

  private final RecommendItems recommend;

  public RecommendationGrpcService(RecommendItems recommend) {
    this.recommend = recommend;
  }

  @Override
  public void recommend(RecommendRequest request, StreamObserver<RecommendResponse> observer) {
    UnaryCall.answerLater(observer, () -> recommend(request));
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
