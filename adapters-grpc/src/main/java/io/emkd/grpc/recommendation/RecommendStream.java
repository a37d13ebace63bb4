package io.emkd.grpc.recommendation;

import io.emkd.domain.error.CapacityException;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.grpc.call.RequestId;
import io.emkd.grpc.call.UnaryCall;
import io.emkd.v1.BatchRecommendResult;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendResponse;
import io.emkd.v1.StreamRecommendRequest;
import io.emkd.v1.StreamRecommendResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * One bulk job: reads on as answers leave, so neither side has to hold what the other cannot take.
 * A request that finds the scoring queue full waits here instead of being refused, as long as it is
 * wanted.
 */
final class RecommendStream implements StreamObserver<StreamRecommendRequest> {
  /** Requests that are asked for and not yet answered, at most. */
  private static final int LARGEST_WINDOW = 256;

  /** How many are asked for as long as no answer tells how large they are. */
  private static final int FIRST_WINDOW = 32;

  private static final int SMALLEST_WINDOW = 2;

  /** What answers may hold that a client does not take. */
  private static final int WINDOW_BYTES = 4 << 20;

  private final BiFunction<RecommendRequest, OptionalLong, CompletableFuture<RecommendResponse>>
      recommend;
  private final ServerCallStreamObserver<StreamRecommendResponse> answers;
  private final BiFunction<RecommendResponse, Throwable, BatchRecommendResult> result =
      RequestId.carriedBy(RecommendationMessages::result);
  private int open;
  private int asked = FIRST_WINDOW;
  private int largestAnswer = WINDOW_BYTES / FIRST_WINDOW;
  private boolean halfClosed;
  private boolean ended;

  /**
   * @param recommend takes a request and when its answer is no longer wanted, by {@link
   *     System#nanoTime()}; fails with CapacityException to be asked again
   */
  RecommendStream(
      BiFunction<RecommendRequest, OptionalLong, CompletableFuture<RecommendResponse>> recommend,
      StreamObserver<StreamRecommendResponse> answers) {
    this.recommend = recommend;
    this.answers = (ServerCallStreamObserver<StreamRecommendResponse>) answers;
    this.answers.disableAutoRequest();
    this.answers.setOnReadyHandler(this::readOn);
    this.answers.setOnCancelHandler(this::stop);
    this.answers.request(FIRST_WINDOW);
  }

  @Override
  public void onNext(StreamRecommendRequest request) {
    synchronized (this) {
      open++;
    }
    try {
      attempt(WantedAnswer.of(request));
    } catch (InvalidInputException refused) {
      answer(request.getRequestId(), result.apply(null, refused));
    }
  }

  private void attempt(WantedAnswer wanted) {
    synchronized (this) {
      if (ended) {
        return;
      }
    }
    var unused =
        wanted
            .inTime(recommend.apply(wanted.request(), wanted.deadlineNanos()))
            .whenComplete(
                (response, failed) -> {
                  if (failed != null
                      && UnaryCall.cause(failed) instanceof CapacityException full
                      && wanted.isWantedIn(full.retryAfter())) {
                    later(full.retryAfter()).execute(() -> attempt(wanted));
                  } else {
                    answer(wanted.requestId(), result.apply(response, failed));
                  }
                });
  }

  private static Executor later(Duration delay) {
    return CompletableFuture.delayedExecutor(delay.toMillis() + 1, TimeUnit.MILLISECONDS);
  }

  private synchronized void answer(String requestId, BatchRecommendResult result) {
    if (ended) {
      return;
    }
    StreamRecommendResponse answer =
        StreamRecommendResponse.newBuilder().setRequestId(requestId).setResult(result).build();
    // Old sizes count less and less, so that one large answer does not slow a stream for ever.
    largestAnswer = Math.max(answer.getSerializedSize(), largestAnswer - (largestAnswer >> 4) - 1);
    answers.onNext(answer);
    open--;
    asked--;
    readOn();
    completeIfDone();
  }

  private synchronized void readOn() {
    int window =
        Math.max(
            SMALLEST_WINDOW, Math.min(LARGEST_WINDOW, WINDOW_BYTES / Math.max(1, largestAnswer)));
    if (asked < window && !ended && answers.isReady()) {
      answers.request(window - asked);
      asked = window;
    }
  }

  @Override
  public synchronized void onCompleted() {
    halfClosed = true;
    completeIfDone();
  }

  private void completeIfDone() {
    if (halfClosed && open == 0 && !ended) {
      ended = true;
      answers.onCompleted();
    }
  }

  private synchronized void stop() {
    ended = true;
  }

  @Override
  public void onError(Throwable gone) {
    stop();
  }
}
