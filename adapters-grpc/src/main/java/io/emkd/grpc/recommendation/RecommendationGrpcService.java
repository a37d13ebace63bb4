package io.emkd.grpc.recommendation;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.recommendation.EncodeHistory;
import io.emkd.domain.recommendation.Exposure;
import io.emkd.domain.recommendation.ExposureLog;
import io.emkd.domain.recommendation.FindSimilarItems;
import io.emkd.domain.recommendation.RecommendItems;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.serving.CancelledAnswer;
import io.emkd.domain.serving.SharedRuns;
import io.emkd.grpc.call.CallLimits;
import io.emkd.grpc.call.Places;
import io.emkd.grpc.call.RequestId;
import io.emkd.grpc.call.UnaryCall;
import io.emkd.grpc.wire.FieldLimits;
import io.emkd.v1.BatchRecommendRequest;
import io.emkd.v1.BatchRecommendResponse;
import io.emkd.v1.BatchRecommendResult;
import io.emkd.v1.EncodeRequest;
import io.emkd.v1.EncodeResponse;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendResponse;
import io.emkd.v1.RecommendationServiceGrpc;
import io.emkd.v1.SimilarItemsRequest;
import io.emkd.v1.SimilarItemsResponse;
import io.emkd.v1.StreamRecommendRequest;
import io.emkd.v1.StreamRecommendResponse;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** {@code RecommendationService} over the domain's use cases. */
public final class RecommendationGrpcService
    extends RecommendationServiceGrpc.RecommendationServiceImplBase {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final RecommendItems recommend;
  private final FindSimilarItems similar;
  private final EncodeHistory encode;
  private final Optional<ExposureLog> exposures;
  private final Clock clock;
  private final Places streams;

  /**
   * @param exposures is told of each answer
   */
  public RecommendationGrpcService(
      RecommendItems recommend,
      FindSimilarItems similar,
      EncodeHistory encode,
      Optional<ExposureLog> exposures,
      Clock clock,
      CallLimits limits) {
    this.streams =
        new Places(
            "StreamRecommends",
            "limits.bulk_streams_at_once",
            limits.bulkStreamsAtOnce(),
            RETRY_AFTER);
    this.recommend = recommend;
    this.similar = similar;
    this.encode = encode;
    this.exposures = exposures;
    this.clock = clock;
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
    return streams.held(observer, () -> new RecommendStream(this::streamed, observer));
  }

  @Override
  public void similarItems(
      SimilarItemsRequest request, StreamObserver<SimilarItemsResponse> observer) {
    UnaryCall.answerLater(
        observer,
        () ->
            CancelledAnswer.converted(
                similar.find(
                    ModelReference.parse(request.getModel()),
                    request.getItemId(),
                    RecommendationMessages.selection(request),
                    UnaryCall.deadlineNanos()),
                RecommendationMessages::response));
  }

  @Override
  public void encode(EncodeRequest request, StreamObserver<EncodeResponse> observer) {
    UnaryCall.answerLater(
        observer,
        () ->
            CancelledAnswer.converted(
                encode.encode(
                    ModelReference.parse(request.getModel()),
                    RecommendationMessages.history(request),
                    UnaryCall.deadlineNanos()),
                RecommendationMessages::response));
  }

  private CompletableFuture<BatchRecommendResponse> batch(BatchRecommendRequest request) {
    int size = request.getRequestsCount();
    if (size < 1 || size > FieldLimits.BATCH) {
      throw new InvalidInputException("requests", size + " of them", "1 to " + FieldLimits.BATCH);
    }
    List<CompletableFuture<BatchRecommendResult>> results =
        SharedRuns.of(() -> request.getRequestsList().stream().map(this::result).toList());
    CompletableFuture<BatchRecommendResponse> response =
        CompletableFuture.allOf(results.toArray(CompletableFuture<?>[]::new))
            .thenApply(
                done ->
                    BatchRecommendResponse.newBuilder()
                        .addAllResults(results.stream().map(CompletableFuture::join).toList())
                        .build());
    results.forEach(result -> CancelledAnswer.passOn(response, result));
    return response;
  }

  /** A failure becomes a result; cancelling the result cancels the answer. */
  private CompletableFuture<BatchRecommendResult> result(RecommendRequest request) {
    CompletableFuture<RecommendResponse> answer = recommend(request);
    CompletableFuture<BatchRecommendResult> result =
        answer.handle(RequestId.carriedBy(RecommendationMessages::result));
    CancelledAnswer.passOn(result, answer);
    return result;
  }

  /** Never runs on the thread that reads the stream: what comes meanwhile would find nobody. */
  private CompletableFuture<RecommendResponse> streamed(
      RecommendRequest request, OptionalLong deadlineNanos) {
    return SharedRuns.of(() -> recommend(request, deadlineNanos));
  }

  private CompletableFuture<RecommendResponse> recommend(RecommendRequest request) {
    return recommend(request, UnaryCall.deadlineNanos());
  }

  private CompletableFuture<RecommendResponse> recommend(
      RecommendRequest request, OptionalLong deadlineNanos) {
    try {
      RecommendItems.Request asked = RecommendationMessages.request(request, deadlineNanos);
      return CancelledAnswer.converted(recommend.recommend(asked), answered(asked));
    } catch (RuntimeException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  /** Returns what makes an answer's message, and tells of the answer. */
  private Function<RecommendItems.Recommendation, RecommendResponse> answered(
      RecommendItems.Request asked) {
    if (exposures.isEmpty()) {
      return RecommendationMessages::response;
    }
    String requestId = RequestId.current().map(RequestId::toString).orElse("");
    return answer -> {
      exposures.get().answered(Exposure.of(clock.instant(), requestId, asked, answer));
      return RecommendationMessages.response(answer);
    };
  }
}
