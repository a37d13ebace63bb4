package io.emkd.grpc.wire;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.grpc.call.CallEnd;
import io.emkd.grpc.call.RequestId;
import io.emkd.grpc.error.ErrorStatus;
import io.emkd.grpc.wire.CheckedService.Received;
import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.SecurityLevel;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A call that others may end beside its handler, which knows nothing of it: what the handler says
 * afterwards is ignored. Thread-safe where {@link ServerCall} is not.
 */
final class ClosedOnceCall<Q, A> extends ServerCall<Q, A> {
  /** What gRPC says, as INTERNAL, of a client that sends not one message where it has to. */
  private static final Set<String> WRONG_NUMBER =
      Set.of("Too many requests", "Half-closed without a request");

  private final ServerCall<Received<Q>, A> call;
  private final MethodDescriptor<Q, A> method;
  private final @Nullable CallMemory memory;
  private final RequestId id;
  private final RefusalLog refusals;
  private final CallEnd end = new CallEnd();
  private volatile Consumer<Status> atEnd = status -> {};
  private boolean headersSent;
  private boolean delivering;
  private boolean closed;
  private boolean refused;

  /**
   * @param id told to the client, whatever becomes of the call
   * @param refusals told of it where it is not answered
   * @param memory null where none is counted
   */
  ClosedOnceCall(
      ServerCall<Received<Q>, A> call,
      MethodDescriptor<Q, A> method,
      RequestId id,
      RefusalLog refusals,
      @Nullable CallMemory memory) {
    this.call = call;
    this.method = method;
    this.id = id;
    this.refusals = refusals;
    this.memory = memory;
  }

  /** What the call gives back before its client sees that it is over. */
  CallEnd end() {
    return end;
  }

  /**
   * @param who is told with which status the call ends, before its client is
   */
  void tellEnd(Consumer<Status> who) {
    atEnd = who;
  }

  /** Ends the call in its handler's place, unless it has ended. */
  void refuse(Throwable failure) {
    StatusRuntimeException status = ErrorStatus.of(failure);
    synchronized (this) {
      if (!closed) {
        refused = true;
      }
    }
    close(status.getStatus(), status.getTrailers() == null ? new Metadata() : status.getTrailers());
  }

  /** Whether it ended in its handler's place, which has not been told. */
  synchronized boolean isRefused() {
    return refused;
  }

  /** A message reaches the handler: from now on, asking for more means that one was dealt with. */
  synchronized void delivering() {
    delivering = true;
  }

  @Override
  public void request(int messages) {
    boolean dealtWith;
    synchronized (this) {
      dealtWith = delivering;
    }
    if (dealtWith && memory != null) {
      memory.giveOldest(messages);
    }
    call.request(messages);
  }

  @Override
  public synchronized void sendHeaders(Metadata headers) {
    if (!closed) {
      headersSent = true;
      id.writeTo(headers);
      call.sendHeaders(headers);
    }
  }

  @Override
  public synchronized void sendMessage(A message) {
    if (!closed) {
      call.sendMessage(message);
    }
  }

  @Override
  public void close(Status status, Metadata trailers) {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    // From here on no other thread sends anything.
    StatusRuntimeException wrongNumber =
        WRONG_NUMBER.contains(String.valueOf(status.getDescription()))
            ? ErrorStatus.of(
                new InvalidInputException("message", "none, or several", "exactly one"))
            : null;
    Status last = wrongNumber == null ? status : wrongNumber.getStatus();
    end.comes();
    atEnd.accept(last);
    if (memory != null) {
      memory.giveAll();
    }
    Metadata told = wrongNumber == null ? trailers : wrongNumber.getTrailers();
    if (!headersSent || !last.isOk()) {
      // A client that fails is shown the trailers alone.
      id.writeTo(told);
    }
    if (!last.isOk()) {
      try (RequestId.Logged logged = id.logged()) {
        refusals.tell(last);
      }
    }
    call.close(last, told);
  }

  @Override
  public boolean isReady() {
    return call.isReady();
  }

  @Override
  public boolean isCancelled() {
    return call.isCancelled();
  }

  @Override
  public void setMessageCompression(boolean enabled) {
    call.setMessageCompression(enabled);
  }

  @Override
  public void setCompression(String compressor) {
    call.setCompression(compressor);
  }

  @Override
  public void setOnReadyThreshold(int bytes) {
    call.setOnReadyThreshold(bytes);
  }

  @Override
  public SecurityLevel getSecurityLevel() {
    return call.getSecurityLevel();
  }

  @Override
  public Attributes getAttributes() {
    return call.getAttributes();
  }

  @Override
  public String getAuthority() {
    return call.getAuthority();
  }

  @Override
  public MethodDescriptor<Q, A> getMethodDescriptor() {
    return method;
  }
}
