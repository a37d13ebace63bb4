package io.emkd.grpc.wire;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What one call's requests take, on the wire and in memory. Thread-safe. */
final class CallMemory extends ServerStreamTracer {
  private static final Context.Key<CallMemory> KEY = Context.key("call-memory");

  /** What a piece of a message costs besides its bytes, of which a client chooses the number. */
  private static final int PIECE_BYTES = 128;

  private final RequestMemory memory;

  /** What each message that is worked upon has taken, oldest first; 0 for a small one. */
  private final Deque<Integer> taken = new ArrayDeque<>();

  /** What messages that are whole and not read took on the wire, oldest first. */
  private final Deque<Long> unread = new ArrayDeque<>();

  /** What has come of the message that is not whole yet. */
  private long partial;

  /** What has come and is not read. */
  private long arrived;

  private @Nullable ClosedOnceCall<?, ?> call;
  private boolean over;

  /** Gives every call of a server one. */
  static final class Factory extends ServerStreamTracer.Factory {
    private final RequestMemory memory;

    Factory(RequestMemory memory) {
      this.memory = memory;
    }

    @Override
    public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
      return new CallMemory(memory);
    }
  }

  private CallMemory(RequestMemory memory) {
    this.memory = memory;
  }

  /** The memory of the call that this thread serves; null where the server counts none. */
  static @Nullable CallMemory current() {
    return KEY.get();
  }

  @Override
  public Context filterContext(Context context) {
    return context.withValue(KEY, this);
  }

  /**
   * @param started is ended as soon as its requests would take too much
   */
  synchronized void watch(ClosedOnceCall<?, ?> started) {
    call = started;
    arrive(0);
  }

  @Override
  public synchronized void inboundWireSize(long bytes) {
    if (!over) {
      arrive(bytes + PIECE_BYTES);
    }
  }

  private void arrive(long bytes) {
    partial += bytes;
    arrived += bytes;
    if (!memory.arrive(bytes, arrived > RequestMemory.SMALL) && arrived > 0 && call != null) {
      call.refuse(memory.full());
    }
  }

  @Override
  public synchronized void inboundMessageRead(
      int number, long optionalWireSize, long optionalUncompressedSize) {
    unread.addLast(partial);
    partial = 0;
  }

  /** The oldest message that is whole is about to be read. */
  synchronized void readNext() {
    Long bytes = unread.pollFirst();
    if (bytes != null && !over) {
      arrived -= bytes;
      memory.read(bytes);
    }
  }

  /**
   * Takes memory, to be given to {@link #hold}.
   *
   * @throws io.emkd.domain.error.CapacityException if it is not to be had
   */
  int take(long bytes, Duration patience) {
    return bytes < RequestMemory.SMALL ? 0 : memory.take(bytes, patience);
  }

  /** What was taken for the newest message is given back when it was dealt with. */
  synchronized void hold(int units) {
    taken.addLast(units);
  }

  /** After {@code messages} were dealt with. */
  synchronized void giveOldest(int messages) {
    for (int m = 0; m < messages && !taken.isEmpty(); m++) {
      memory.give(taken.removeFirst());
    }
  }

  /** When nothing of the call is worked upon any more. */
  synchronized void giveAll() {
    giveOldest(taken.size());
  }

  @Override
  public synchronized void streamClosed(Status status) {
    over = true;
    memory.read(arrived);
    arrived = 0;
  }
}
