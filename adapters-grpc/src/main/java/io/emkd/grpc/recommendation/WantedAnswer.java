package io.emkd.grpc.recommendation;

import com.google.protobuf.util.Durations;
import io.emkd.domain.error.CapacityException;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.grpc.call.UnaryCall;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendResponse;
import io.emkd.v1.StreamRecommendRequest;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A request of a stream.
 *
 * @param deadlineNanos by {@link System#nanoTime()}: the end of its own time or of the call's,
 *     whichever is first; empty where it is wanted however long it takes
 */
record WantedAnswer(StreamRecommendRequest message, OptionalLong deadlineNanos) {
  private static final com.google.protobuf.Duration LONGEST = Durations.fromHours(1);

  /**
   * @throws InvalidInputException if its time is not more than 0 and at most an hour
   */
  static WantedAnswer of(StreamRecommendRequest message) {
    OptionalLong ofTheCall = UnaryCall.deadlineNanos();
    if (!message.hasTimeout()) {
      return new WantedAnswer(message, ofTheCall);
    }
    long own = System.nanoTime() + Durations.toNanos(valid(message.getTimeout()));
    return new WantedAnswer(
        message,
        OptionalLong.of(
            ofTheCall.isPresent() && ofTheCall.getAsLong() - own < 0
                ? ofTheCall.getAsLong()
                : own));
  }

  private static com.google.protobuf.Duration valid(com.google.protobuf.Duration timeout) {
    if (!Durations.isValid(timeout)
        || !Durations.isPositive(timeout)
        || Durations.compare(timeout, LONGEST) > 0) {
      throw new InvalidInputException(
          "timeout",
          timeout.getSeconds() + " s and " + timeout.getNanos() + " ns",
          "more than 0 s, at most " + LONGEST.getSeconds() + " s");
    }
    return timeout;
  }

  RecommendRequest request() {
    return message.getRequest();
  }

  String requestId() {
    return message.getRequestId();
  }

  /** Whether an answer that comes so much later is still wanted. */
  boolean isWantedIn(Duration later) {
    return deadlineNanos.isEmpty() || later.toNanos() < remainingNanos();
  }

  /** The answer, or TimeoutException when its time has passed: it is then no longer computed. */
  CompletableFuture<RecommendResponse> inTime(CompletableFuture<RecommendResponse> answer) {
    if (!message.hasTimeout()) {
      return answer;
    }
    return answer
        .copy()
        .orTimeout(remainingNanos(), TimeUnit.NANOSECONDS)
        .handle(
            (response, failed) -> {
              if (failed == null) {
                return response;
              }
              answer.cancel(false);
              Throwable cause = UnaryCall.cause(failed);
              throw new CompletionException(isLateness(cause) ? late() : cause);
            });
  }

  /**
   * The queue lets go of what is late, which may be seen before the time is up here, and takes none
   * whose time is up.
   */
  private boolean isLateness(Throwable cause) {
    return cause instanceof TimeoutException
        || cause instanceof CancellationException
        || (cause instanceof CapacityException && remainingNanos() <= 0);
  }

  private TimeoutException late() {
    return new TimeoutException(
        "the answer to '"
            + requestId()
            + "' was not there within "
            + Durations.toString(message.getTimeout())
            + ", its timeout");
  }

  private long remainingNanos() {
    return deadlineNanos.orElseThrow() - System.nanoTime();
  }
}
