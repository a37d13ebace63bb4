package io.emkd.grpc;

import io.emkd.domain.training.TrainingEvent;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.function.Function;

/**
 * A call that is told a training's events until the training ends, the caller goes, or the server
 * stops. Thread-safe.
 */
final class TrainingStream<R> {
  private final ServerCallStreamObserver<R> call;
  private final Function<TrainingEvent, R> message;
  private Runnable unwatch = () -> {};
  private boolean ended;

  TrainingStream(ServerCallStreamObserver<R> call, Function<TrainingEvent, R> message) {
    this.call = call;
    this.message = message;
  }

  /** A caller that reads slowly misses steps, and nothing else. */
  synchronized void send(TrainingEvent event) {
    if (ended || call.isCancelled() || (event instanceof TrainingEvent.Step && !call.isReady())) {
      return;
    }
    call.onNext(message.apply(event));
    if (event instanceof TrainingEvent.Ended) {
      ended = true;
      call.onCompleted();
    }
  }

  /**
   * @param ends the watching; called when the call is over, which it may be already
   */
  void watched(Runnable ends) {
    boolean over;
    synchronized (this) {
      unwatch = ends;
      over = ended || call.isCancelled();
    }
    if (over) {
      ends.run();
    }
  }

  /** The caller has gone. */
  void gone() {
    Runnable watching;
    synchronized (this) {
      ended = true;
      watching = unwatch;
    }
    watching.run();
  }

  /** Ends the call with an error, if it has not ended. */
  void fail(RuntimeException why) {
    synchronized (this) {
      if (ended || call.isCancelled()) {
        return;
      }
      call.onError(ErrorStatus.of(why));
    }
    gone();
  }
}
