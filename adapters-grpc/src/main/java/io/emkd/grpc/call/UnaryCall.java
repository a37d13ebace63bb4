package io.emkd.grpc.call;

import io.emkd.grpc.error.ErrorStatus;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Answers a unary call, or fails it with the right status. */
public final class UnaryCall {
  private UnaryCall() {}

  public static <R> void answer(StreamObserver<R> observer, Supplier<R> work) {
    R response;
    try {
      response = work.get();
    } catch (RuntimeException failed) {
      observer.onError(ErrorStatus.of(failed));
      return;
    }
    observer.onNext(response);
    observer.onCompleted();
  }

  /** Answers when the work is done; a caller that goes away cancels it. */
  public static <R> void answerLater(
      StreamObserver<R> observer, Supplier<? extends CompletableFuture<R>> work) {
    CompletableFuture<R> answer;
    try {
      answer = work.get();
    } catch (RuntimeException failed) {
      observer.onError(ErrorStatus.of(failed));
      return;
    }
    ((ServerCallStreamObserver<R>) observer).setOnCancelHandler(() -> answer.cancel(false));
    Optional<RequestId> id = RequestId.current();
    var unused =
        answer.whenComplete(
            (response, failed) -> {
              if (answer.isCancelled()) {
                return;
              }
              if (failed == null) {
                observer.onNext(response);
                observer.onCompleted();
              } else {
                observer.onError(status(failed, id));
              }
            });
  }

  /**
   * The status of a failure that came on another thread than the call's.
   *
   * @param call whose failure it is
   */
  public static StatusRuntimeException status(Throwable failed, Optional<RequestId> call) {
    if (call.isEmpty()) {
      return ErrorStatus.of(cause(failed));
    }
    try (RequestId.Logged logged = call.get().logged()) {
      return ErrorStatus.of(cause(failed));
    }
  }

  public static Throwable cause(Throwable failed) {
    return failed instanceof CompletionException wrapped && wrapped.getCause() != null
        ? wrapped.getCause()
        : failed;
  }

  /**
   * When the call that this thread serves has to be answered, by {@link System#nanoTime()}; empty
   * where its client waits as long as it takes.
   */
  public static OptionalLong deadlineNanos() {
    Deadline deadline = Context.current().getDeadline();
    return deadline == null
        ? OptionalLong.empty()
        : OptionalLong.of(System.nanoTime() + deadline.timeRemaining(TimeUnit.NANOSECONDS));
  }
}
