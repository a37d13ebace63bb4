package io.emkd.grpc.interaction;

import io.emkd.domain.dataset.InteractionLog;
import io.emkd.grpc.call.RequestId;
import io.emkd.grpc.call.UnaryCall;
import io.emkd.v1.AppendInteractionsRequest;
import io.emkd.v1.StreamInteractionsRequest;
import io.emkd.v1.StreamInteractionsResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** One stream of events: reads on as they reach the disk. */
final class InteractionStream implements StreamObserver<StreamInteractionsRequest> {
  /** Messages that are read and not yet on disk. */
  private static final int WINDOW = 16;

  private final Function<AppendInteractionsRequest, CompletableFuture<InteractionLog.Appended>>
      append;
  private final ServerCallStreamObserver<StreamInteractionsResponse> answer;
  private final Optional<RequestId> id = RequestId.current();
  private long appended;
  private long duplicates;
  private int open;
  private boolean halfClosed;
  private boolean ended;

  InteractionStream(
      Function<AppendInteractionsRequest, CompletableFuture<InteractionLog.Appended>> append,
      StreamObserver<StreamInteractionsResponse> answer) {
    this.append = append;
    this.answer = (ServerCallStreamObserver<StreamInteractionsResponse>) answer;
    this.answer.disableAutoRequest();
    this.answer.setOnCancelHandler(this::stop);
    this.answer.request(WINDOW);
  }

  @Override
  public void onNext(StreamInteractionsRequest request) {
    synchronized (this) {
      if (ended) {
        return;
      }
      open++;
    }
    try {
      var unused = append.apply(request.getAppend()).whenComplete(this::written);
    } catch (RuntimeException refused) {
      fail(refused);
    }
  }

  private synchronized void written(InteractionLog.Appended done, Throwable failed) {
    if (failed != null) {
      fail(failed);
      return;
    }
    if (ended) {
      return;
    }
    appended += done.appended();
    duplicates += done.duplicates();
    open--;
    answer.request(1);
    completeIfDone();
  }

  private synchronized void fail(Throwable failed) {
    if (!ended) {
      ended = true;
      answer.onError(UnaryCall.status(failed, id));
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
      answer.onNext(
          StreamInteractionsResponse.newBuilder()
              .setAppended(appended)
              .setDuplicates(duplicates)
              .build());
      answer.onCompleted();
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
