package io.emkd.grpc;

import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;

/** Answers a unary call, or fails it with the right status. */
final class UnaryCall {
  private UnaryCall() {}

  static <R> void answer(StreamObserver<R> observer, Supplier<R> work) {
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
}
