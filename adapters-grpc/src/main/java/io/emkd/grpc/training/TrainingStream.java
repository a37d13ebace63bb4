package io.emkd.grpc.training;

import io.emkd.domain.error.UnavailableException;
import io.emkd.domain.training.TrainingEvent;
import io.emkd.grpc.error.ErrorStatus;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call that is told a training's events until the training ends, the caller goes, or the server
 * stops. It never holds the training up: what the caller does not take yet waits here, of
 * neighbouring steps only the newest; of a caller that takes nothing the oldest are dropped.
 * Thread-safe.
 */
final class TrainingStream<R> {
  /** More than a training has epochs. */
  private static final int MOST_WAITING = 200_000;

  private final ServerCallStreamObserver<R> call;
  private final Function<TrainingEvent, R> message;
  private final Deque<TrainingEvent> waiting = new ArrayDeque<>();
  private Runnable unwatch = () -> {};
  private @Nullable String trainingId;
  private boolean ended;

  /** Takes over the call's ready handler. */
  TrainingStream(ServerCallStreamObserver<R> call, Function<TrainingEvent, R> message) {
    this.call = call;
    this.message = message;
    call.setOnReadyHandler(this::send);
  }

  /** Says which training it is about. */
  synchronized void of(String id) {
    trainingId = id;
  }

  synchronized void accept(TrainingEvent event) {
    TrainingEvent last = waiting.peekLast();
    if (last != null && isReplaceable(last) && last.getClass() == event.getClass()) {
      waiting.removeLast();
    }
    waiting.addLast(event);
    if (waiting.size() > MOST_WAITING) {
      dropOldest();
    }
    send();
  }

  private static boolean isReplaceable(TrainingEvent event) {
    return event instanceof TrainingEvent.Step || event instanceof TrainingEvent.CheckpointSaved;
  }

  private void dropOldest() {
    for (Iterator<TrainingEvent> oldest = waiting.iterator(); oldest.hasNext(); ) {
      TrainingEvent event = oldest.next();
      if (isReplaceable(event) || event instanceof TrainingEvent.Validated) {
        oldest.remove();
        return;
      }
    }
  }

  private synchronized void send() {
    while (!ended && !call.isCancelled() && !waiting.isEmpty() && call.isReady()) {
      TrainingEvent event = waiting.removeFirst();
      call.onNext(message.apply(event));
      if (event instanceof TrainingEvent.Ended) {
        ended = true;
        call.onCompleted();
      }
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

  /** The call is over. */
  void gone() {
    Runnable watching;
    synchronized (this) {
      ended = true;
      waiting.clear();
      watching = unwatch;
    }
    watching.run();
  }

  /** Ends the call since the server stops; the client is told which training to watch again. */
  void stop(UnavailableException why) {
    String id;
    synchronized (this) {
      id = trainingId;
    }
    fail(id == null ? why : ErrorStatus.of(why, "training", id));
  }

  /** Ends the call with an error, if it has not ended. */
  void fail(RuntimeException why) {
    synchronized (this) {
      if (ended || call.isCancelled()) {
        return;
      }
      ended = true;
      call.onError(ErrorStatus.of(why));
    }
    gone();
  }
}
