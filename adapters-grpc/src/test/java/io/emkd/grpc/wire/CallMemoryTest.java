package io.emkd.grpc.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.grpc.Refusal;
import io.emkd.grpc.call.RequestId;
import io.emkd.grpc.wire.CheckedService.Received;
import io.emkd.v1.InteractionServiceGrpc;
import io.emkd.v1.StreamInteractionsRequest;
import io.emkd.v1.StreamInteractionsResponse;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A call whose requests arrive faster than they are read. */
class CallMemoryTest {
  private static final int LIMIT = 1 << 20;

  private final RequestMemory memory = new RequestMemory(LIMIT);
  private final EndedCall wire = new EndedCall();
  private final CallMemory call = call();

  private CallMemory call() {
    return (CallMemory)
        CheckedService.counting(memory).newServerStreamTracer("Stream", new Metadata());
  }

  private void watch() {
    call.watch(
        new ClosedOnceCall<>(
            wire,
            InteractionServiceGrpc.getStreamInteractionsMethod(),
            RequestId.of(new Metadata()),
            new RefusalLog("Stream"),
            call));
  }

  @Test
  void whatArrivesAndIsNotReadEndsTheCall() {
    watch();
    call.inboundWireSize(LIMIT / 2);
    assertThat(wire.ended).isNull();
    call.inboundWireSize(LIMIT / 2);

    assertThat(wire.ended.code()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(wire.ended.message()).contains("limits.request_memory");
  }

  @Test
  void whatArrivedBeforeTheCallBeganEndsItToo() {
    call.inboundWireSize(LIMIT);
    watch();

    assertThat(wire.ended.code()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void whatIsReadMakesRoom() {
    watch();
    for (int message = 0; message < 10; message++) {
      call.inboundWireSize(LIMIT / 2);
      call.inboundMessageRead(message, LIMIT / 2, LIMIT / 2);
      call.readNext();
    }

    assertThat(wire.ended).isNull();
  }

  @Test
  void aCallThatIsOverTakesNothing() {
    call.inboundWireSize(LIMIT / 2);
    call.streamClosed(Status.CANCELLED);
    call.inboundWireSize(LIMIT);

    assertThat(memory.arrive(LIMIT, false)).isTrue();
  }

  @Test
  void whatWasTakenForMessagesIsGivenBackAsTheyAreDealtWith() {
    int most = LIMIT / 4 * 3;
    call.hold(call.take(most, Duration.ZERO));
    call.hold(call.take(1, Duration.ZERO));
    call.giveOldest(1);
    call.hold(call.take(most, Duration.ZERO));
    call.giveAll();

    assertThat(memory.take(most, Duration.ZERO)).isPositive();
  }

  /** Keeps how it ended. */
  private static final class EndedCall
      extends ServerCall<Received<StreamInteractionsRequest>, StreamInteractionsResponse> {
    private Refusal ended;

    @Override
    public void close(Status status, Metadata trailers) {
      ended = Refusal.of(status.asRuntimeException(trailers));
    }

    @Override
    public void request(int messages) {}

    @Override
    public void sendHeaders(Metadata headers) {}

    @Override
    public void sendMessage(StreamInteractionsResponse message) {}

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public MethodDescriptor<Received<StreamInteractionsRequest>, StreamInteractionsResponse>
        getMethodDescriptor() {
      throw new UnsupportedOperationException();
    }
  }
}
