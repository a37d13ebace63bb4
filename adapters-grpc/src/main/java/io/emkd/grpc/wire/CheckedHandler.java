package io.emkd.grpc.wire;

import io.emkd.grpc.call.RequestId;
import io.emkd.grpc.wire.CheckedService.Received;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A method whose handler sees only messages that could be read, whose failures are told, and whose
 * lines in the log have the call's id.
 */
final class CheckedHandler<Q, A> implements ServerCallHandler<Received<Q>, A> {
  private final MethodDescriptor<Q, A> method;
  private final ServerCallHandler<Q, A> handler;
  private final CallGuard.MethodGuard<Q> guard;
  private final StreamLife life;
  private final RefusalLog refusals;

  CheckedHandler(
      MethodDescriptor<Q, A> method,
      ServerCallHandler<Q, A> handler,
      CallGuard guard,
      StreamLife life) {
    this.method = method;
    this.handler = handler;
    this.guard = guard.of(method);
    this.life = life;
    this.refusals = new RefusalLog(method.getFullMethodName());
  }

  @Override
  public ServerCall.Listener<Received<Q>> startCall(
      ServerCall<Received<Q>, A> received, Metadata headers) {
    CallMemory memory = CallMemory.current();
    RequestId id = RequestId.of(headers);
    ClosedOnceCall<Q, A> call = new ClosedOnceCall<>(received, method, id, refusals, memory);
    if (memory != null) {
      memory.watch(call);
    }
    CallGuard.Admission<Q> admitted = null;
    try (RequestId.Logged logged = id.logged()) {
      CallGuard.Admission<Q> admission = guard.admit(call, headers, id);
      admitted = admission;
      call.tellEnd(admission::ended);
      life.watch(call);
      return new CheckedListener<>(
          call,
          id,
          memory,
          admission,
          Contexts.interceptCall(
              id.within(admission.context(call.end().context())),
              call,
              headers,
              handler::startCall));
    } catch (RuntimeException failed) {
      try (RequestId.Logged logged = id.logged()) {
        call.refuse(failed);
      }
      if (admitted != null) {
        // The call may have been over before it could tell.
        admitted.ended(Status.UNKNOWN);
      }
      return new ServerCall.Listener<>() {};
    }
  }

  /** Tells the handler at most once that its call is over. */
  private static final class CheckedListener<Q> extends ServerCall.Listener<Received<Q>> {
    private final ClosedOnceCall<Q, ?> call;
    private final RequestId id;
    private final @Nullable CallMemory memory;
    private final CallGuard.Admission<Q> admission;
    private final ServerCall.Listener<Q> handler;
    private boolean over;

    CheckedListener(
        ClosedOnceCall<Q, ?> call,
        RequestId id,
        @Nullable CallMemory memory,
        CallGuard.Admission<Q> admission,
        ServerCall.Listener<Q> handler) {
      this.call = call;
      this.id = id;
      this.memory = memory;
      this.admission = admission;
      this.handler = handler;
    }

    @Override
    public void onMessage(Received<Q> received) {
      if (over || call.isRefused()) {
        return;
      }
      if (received.failure() != null) {
        refuse(received.failure());
        return;
      }
      call.delivering();
      attempt(
          () -> {
            Q message = Objects.requireNonNull(received.message());
            admission.check(message);
            handler.onMessage(message);
          });
    }

    @Override
    public void onHalfClose() {
      attempt(handler::onHalfClose);
    }

    @Override
    public void onReady() {
      attempt(handler::onReady);
    }

    private void attempt(Runnable work) {
      if (over || call.isRefused()) {
        return;
      }
      try (RequestId.Logged logged = id.logged()) {
        work.run();
      } catch (RuntimeException failed) {
        refuse(failed);
      }
    }

    private void refuse(RuntimeException failure) {
      try (RequestId.Logged logged = id.logged()) {
        call.refuse(failure);
      }
      end(handler::onCancel);
    }

    @Override
    public void onCancel() {
      admission.ended(Status.CANCELLED);
      end(handler::onCancel);
      giveAll();
    }

    @Override
    public void onComplete() {
      // Of a call that was refused before it was admitted it hears only here.
      admission.ended(Status.UNKNOWN);
      // What was refused in its place is cancelled to the handler.
      end(call.isRefused() ? handler::onCancel : handler::onComplete);
      giveAll();
    }

    private void end(Runnable tell) {
      if (!over) {
        over = true;
        try (RequestId.Logged logged = id.logged()) {
          tell.run();
        }
      }
    }

    private void giveAll() {
      if (memory != null) {
        memory.giveAll();
      }
    }
  }
}
