package io.emkd.grpc;

import io.emkd.domain.error.CapacityException;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.model.ModelReference;
import io.emkd.domain.recommendation.EncodeHistory;
import io.emkd.domain.recommendation.FindSimilarItems;
import io.emkd.domain.recommendation.RecommendItems;
import io.emkd.v1.BatchRecommendRequest;
import io.emkd.v1.BatchRecommendResponse;
import io.emkd.v1.BatchRecommendResult;
import io.emkd.v1.EncodeRequest;
import io.emkd.v1.EncodeResponse;
import io.emkd.v1.NetworkState;
import io.emkd.v1.RecommendError;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendResponse;
import io.emkd.v1.RecommendationServiceGrpc;
import io.emkd.v1.SimilarItemsRequest;
import io.emkd.v1.SimilarItemsResponse;
import io.emkd.v1.StreamRecommendRequest;
import io.emkd.v1.StreamRecommendResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@code RecommendationService} over the domain's use cases. */
public final class RecommendationGrpcService
    extends RecommendationServiceGrpc.RecommendationServiceImplBase {
  private static final int LARGEST_BATCH = 1000;

  private final RecommendItems recommend;
  private final FindSimilarItems similar;
  private final EncodeHistory encode;

  public RecommendationGrpcService(
      RecommendItems recommend, FindSimilarItems similar, EncodeHistory encode) {
    this.recommend = recommend;
    this.similar = similar;
    this.encode = encode;
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

  @Override
  public StreamObserver<StreamRecommendRequest> streamRecommend(
      StreamObserver<StreamRecommendResponse> observer) {
    return new RecommendStream(
        request -> {
          try {
            return settled(recommend(request));
          } catch (CapacityException full) {
            throw full;
          } catch (RuntimeException refused) {
            return CompletableFuture.completedFuture(error(refused));
          }
        },
        observer);
  }

  @Override
  public void similarItems(
      SimilarItemsRequest request, StreamObserver<SimilarItemsResponse> observer) {
    UnaryCall.answer(
        observer,
        () -> {
          FindSimilarItems.Answer answer =
              similar.find(
                  ModelReference.parse(request.getModel()),
                  request.getItemId(),
                  RecommendationMessages.selection(request));
          return SimilarItemsResponse.newBuilder()
              .setModel(answer.model().name())
              .setVersion(answer.model().version())
              .addAllItems(RecommendationMessages.items(answer.items()))
              .build();
        });
  }

  @Override
  public void encode(EncodeRequest request, StreamObserver<EncodeResponse> observer) {
    UnaryCall.answer(
        observer,
        () -> {
          EncodeHistory.Answer answer =
              encode.encode(
                  ModelReference.parse(request.getModel()),
                  RecommendationMessages.history(request));
          EncodeResponse.Builder response =
              EncodeResponse.newBuilder()
                  .setModel(answer.model().name())
                  .setVersion(answer.model().version())
                  .addAllUnknownItemIds(answer.unknownItems());
          for (float[] state : answer.networkStates()) {
            NetworkState.Builder network = NetworkState.newBuilder();
            for (float value : state) {
              network.addValues(value);
            }
            response.addNetworks(network);
          }
          return response.build();
        });
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
    try {
      return settled(recommend(request));
    } catch (RuntimeException refused) {
      return CompletableFuture.completedFuture(error(refused));
    }
  }

  /** A failure becomes a result; cancelling the result cancels the answer. */
  private static CompletableFuture<BatchRecommendResult> settled(
      CompletableFuture<RecommendResponse> answer) {
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

  private CompletableFuture<RecommendResponse> recommend(RecommendRequest request) {
    CompletableFuture<RecommendItems.Recommendation> answer =
        recommend.recommend(RecommendationMessages.request(request, UnaryCall.deadlineNanos()));
    CompletableFuture<RecommendResponse> response =
        answer.thenApply(RecommendationMessages::response);
    response.whenComplete(
        (done, failed) -> {
          if (response.isCancelled()) {
            answer.cancel(false);
          }
        });
    return response;
  }
}
