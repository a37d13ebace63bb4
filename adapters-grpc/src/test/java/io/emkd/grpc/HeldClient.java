package io.emkd.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The client's side of a call, which takes answers when it is let and counts what it is asked. */
public final class HeldClient<R> extends ServerCallStreamObserver<R> {
  public final List<R> taken = Collections.synchronizedList(new ArrayList<>());

  /** How many messages it was asked for. */
  public int asked;

  public volatile boolean takes = true;
  public volatile boolean completed;
  public volatile Throwable failure;
  private volatile boolean gone;
  private Runnable ready = () -> {};
  private Runnable cancelled = () -> {};

  /** Takes what waits. */
  public void becomeReady() {
    takes = true;
    tellReady();
  }

  /** Has the server look whether it takes anything. */
  public void tellReady() {
    ready.run();
  }

  public void goAway() {
    gone = true;
    cancelled.run();
  }

  public Refusal refusal() {
    return Refusal.of(failure);
  }

  public boolean isOver() {
    return completed || failure != null;
  }

  @Override
  public void onNext(R answer) {
    if (isOver()) {
      throw new IllegalStateException("the call is over");
    }
    taken.add(answer);
  }

  @Override
  public void onError(Throwable failed) {
    if (isOver()) {
      throw new IllegalStateException("the call is over");
    }
    failure = failed;
  }

  @Override
  public void onCompleted() {
    if (isOver()) {
      throw new IllegalStateException("the call is over");
    }
    completed = true;
  }

  @Override
  public boolean isReady() {
    return takes;
  }

  @Override
  public void setOnReadyHandler(Runnable handler) {
    ready = handler;
  }

  @Override
  public boolean isCancelled() {
    return gone;
  }

  @Override
  public void setOnCancelHandler(Runnable handler) {
    cancelled = handler;
  }

  @Override
  public void setOnCloseHandler(Runnable handler) {}

  @Override
  public void disableAutoRequest() {}

  @Override
  @Deprecated
  public void disableAutoInboundFlowControl() {}

  @Override
  public void request(int count) {
    asked += count;
  }

  @Override
  public void setCompression(String compression) {}

  @Override
  public void setMessageCompression(boolean enable) {}
}
