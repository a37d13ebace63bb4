package io.emkd.grpc;

import io.grpc.Status;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Calls of which each is made, and answered, while the server still tells the one before it. */
public final class CallsInTurn {
  private static final int CALLS = 3;

  private CallsInTurn() {}

  /** What this client does when it sees the end of a call, the server's thread does. */
  public static <S extends AbstractStub<S>> S client(S stub) {
    return stub.withExecutor(Runnable::run);
  }

  /**
   * How the calls end.
   *
   * @param call makes one with a {@link #client}, of which the observer hears
   */
  public static <A> List<Status.Code> ends(Consumer<StreamObserver<A>> call) throws Exception {
    List<Status.Code> ends = Collections.synchronizedList(new ArrayList<>());
    make(CALLS, call, ends).get(30, TimeUnit.SECONDS);
    return ends;
  }

  private static <A> CompletableFuture<Void> make(
      int left, Consumer<StreamObserver<A>> call, List<Status.Code> ends) {
    CompletableFuture<Void> over = new CompletableFuture<>();
    call.accept(
        new StreamObserver<>() {
          @Override
          public void onNext(A answer) {}

          @Override
          public void onError(Throwable failed) {
            ended(Status.fromThrowable(failed).getCode());
          }

          @Override
          public void onCompleted() {
            ended(Status.Code.OK);
          }

          private void ended(Status.Code how) {
            ends.add(how);
            if (left > 1) {
              // An end that does not come is missed by its status.
              make(left - 1, call, ends).completeOnTimeout(null, 10, TimeUnit.SECONDS).join();
            }
            over.complete(null);
          }
        });
    return over;
  }
}
