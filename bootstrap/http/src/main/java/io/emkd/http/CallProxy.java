package io.emkd.http;

import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Forwards the calls of a method to another server, message by message: no more is taken from one
 * side than the other has room for.
 */
final class CallProxy<Q, A> implements ServerCallHandler<Q, A> {
  private final Channel channel;
  private final Forwarding forwarding;

  CallProxy(Channel channel, Forwarding forwarding) {
    this.channel = channel;
    this.forwarding = forwarding;
  }

  @Override
  public ServerCall.Listener<Q> startCall(ServerCall<Q, A> caller, Metadata headers) {
    ForwardedCall forwarded;
    try {
      forwarded = forwarding.of(caller.getMethodDescriptor());
    } catch (StatusRuntimeException refused) {
      Metadata trailers = refused.getTrailers();
      caller.close(refused.getStatus(), trailers == null ? new Metadata() : trailers);
      return new ServerCall.Listener<>() {};
    }
    ClientCall<Q, A> called = channel.newCall(caller.getMethodDescriptor(), forwarded.options());
    Demand requests = new Demand(caller::request);
    Demand answers = new Demand(called::request);
    called.start(new Answers<>(caller, answers, requests, forwarded.end()), forwarded.headers());
    answers.more(() -> true);
    requests.more(() -> true);
    return new Requests<>(called, requests, answers);
  }

  /** What may come from one side, once the other has room for it. Thread-safe. */
  private static final class Demand {
    private final IntConsumer source;
    private boolean waits;

    Demand(IntConsumer source) {
      this.source = source;
    }

    /**
     * One more, at once or when there is room.
     *
     * @param room is asked after this waits, else who says that there is room again might be missed
     */
    void more(BooleanSupplier room) {
      synchronized (this) {
        waits = true;
      }
      if (room.getAsBoolean()) {
        room();
      }
    }

    void room() {
      synchronized (this) {
        if (!waits) {
          return;
        }
        waits = false;
      }
      source.accept(1);
    }
  }

  /** From the caller to the called. */
  private static final class Requests<Q> extends ServerCall.Listener<Q> {
    private final ClientCall<Q, ?> called;
    private final Demand requests;
    private final Demand answers;

    Requests(ClientCall<Q, ?> called, Demand requests, Demand answers) {
      this.called = called;
      this.requests = requests;
      this.answers = answers;
    }

    @Override
    public void onMessage(Q message) {
      called.sendMessage(message);
      requests.more(called::isReady);
    }

    @Override
    public void onHalfClose() {
      called.halfClose();
    }

    @Override
    public void onCancel() {
      called.cancel("the client went away", null);
    }

    @Override
    public void onReady() {
      answers.room();
    }
  }

  /** From the called back to the caller. */
  private static final class Answers<A> extends ClientCall.Listener<A> {
    private final ServerCall<?, A> caller;
    private final Demand answers;
    private final Demand requests;
    private final Runnable end;

    Answers(ServerCall<?, A> caller, Demand answers, Demand requests, Runnable end) {
      this.caller = caller;
      this.answers = answers;
      this.requests = requests;
      this.end = end;
    }

    @Override
    public void onHeaders(Metadata headers) {
      caller.sendHeaders(headers);
    }

    @Override
    public void onMessage(A message) {
      caller.sendMessage(message);
      answers.more(caller::isReady);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      end.run();
      caller.close(status, trailers);
    }

    @Override
    public void onReady() {
      requests.room();
    }
  }
}
