package io.emkd.systemtests;

import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;

/** The one answer of a call, or what it failed with. */
final class Answer<T> extends CompletableFuture<T> implements StreamObserver<T> {
  @Override
  public void onNext(T response) {
    complete(response);
  }

  @Override
  public void onError(Throwable failed) {
    completeExceptionally(failed);
  }

  @Override
  public void onCompleted() {}
}
