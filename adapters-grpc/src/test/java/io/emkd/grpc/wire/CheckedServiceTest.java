package io.emkd.grpc.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.error.NotFoundException;
import io.emkd.grpc.Refusal;
import io.emkd.grpc.ServedCalls;
import io.emkd.v1.AppendInteractionsRequest;
import io.emkd.v1.AppendInteractionsResponse;
import io.emkd.v1.Interaction;
import io.emkd.v1.InteractionServiceGrpc;
import io.emkd.v1.StreamInteractionsRequest;
import io.emkd.v1.StreamInteractionsResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a handler never sees, and what becomes of what it throws. */
@Timeout(60)
class CheckedServiceTest {
  private static final long MEMORY = 1 << 20;

  private final AtomicInteger handled = new AtomicInteger();
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private final ServedCalls calls = new ServedCalls(new Handler(), new RequestMemory(MEMORY));

  /** Appends nothing; of the dataset {@code none} there is none. */
  private final class Handler extends InteractionServiceGrpc.InteractionServiceImplBase {
    @Override
    public void appendInteractions(
        AppendInteractionsRequest request, StreamObserver<AppendInteractionsResponse> observer) {
      handled.incrementAndGet();
      if (request.getDataset().equals("none")) {
        throw new NotFoundException("dataset", "none", "import it");
      }
      observer.onNext(AppendInteractionsResponse.getDefaultInstance());
      observer.onCompleted();
    }

    @Override
    public StreamObserver<StreamInteractionsRequest> streamInteractions(
        StreamObserver<StreamInteractionsResponse> observer) {
      return new StreamObserver<>() {
        @Override
        public void onNext(StreamInteractionsRequest request) {
          throw new NotFoundException("dataset", "none", "import it");
        }

        @Override
        public void onError(Throwable gone) {
          cancelled.countDown();
        }

        @Override
        public void onCompleted() {}
      };
    }
  }

  @AfterEach
  void stop() {
    calls.close();
  }

  private AppendInteractionsResponse append(AppendInteractionsRequest request) {
    return InteractionServiceGrpc.newBlockingStub(calls.channel()).appendInteractions(request);
  }

  private static AppendInteractionsRequest events(int count) {
    return AppendInteractionsRequest.newBuilder()
        .setDataset("shop")
        .addAllInteractions(
            Collections.nCopies(
                count, Interaction.newBuilder().setUserId("u1").setItemId("i1").build()))
        .build();
  }

  @Test
  void whatAHandlerThrowsBecomesTheCallsStatus() {
    Refusal refusal =
        Refusal.of(() -> append(AppendInteractionsRequest.newBuilder().setDataset("none").build()));

    assertThat(refusal.code()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(refusal.reason()).isEqualTo("DATASET_NOT_FOUND");
    assertThat(append(events(1))).isNotNull();
  }

  @Test
  void tooManyElementsAreRefusedBeforeAHandlerSeesThem() {
    Refusal refusal = Refusal.of(() -> append(events(10_001)));

    assertThat(refusal.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refusal.fields()).containsExactly("interactions");
    assertThat(handled).hasValue(0);
  }

  @Test
  void aMessageThatTakesMoreMemoryThanThereIsIsRefusedAndTheNextIsNot() {
    Refusal refusal = Refusal.of(() -> append(events(10_000)));

    assertThat(refusal.code()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(refusal.message()).contains("limits.request_memory");
    assertThat(refusal.retryAfter()).isPresent();
    assertThat(handled).hasValue(0);
    for (int call = 0; call < 20; call++) {
      // Each takes most of the memory, and gives it back before it is answered.
      append(events(2500));
    }
  }

  @Test
  void bytesThatAreNoMessageAreRefused() {
    Refusal refusal = Refusal.of(() -> ClientCalls.blockingUnaryCall(rawCall(), new byte[] {10}));

    assertThat(refusal.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refusal.fields()).containsExactly("message");
    assertThat(refusal.message()).contains("emkd.v1.AppendInteractionsRequest");
    assertThat(handled).hasValue(0);
  }

  @Test
  void noneOrSeveralMessagesWhereThereHasToBeOneAreRefused() throws Exception {
    for (int messages : new int[] {0, 2}) {
      CompletableFuture<Refusal> refusal = new CompletableFuture<>();
      ClientCall<byte[], byte[]> call = rawCall();
      call.start(
          new ClientCall.Listener<>() {
            @Override
            public void onClose(Status status, Metadata trailers) {
              refusal.complete(Refusal.of(status.asRuntimeException(trailers)));
            }
          },
          new Metadata());
      call.request(2);
      for (int message = 0; message < messages; message++) {
        call.sendMessage(new byte[0]);
      }
      call.halfClose();

      assertThat(refusal.get(30, TimeUnit.SECONDS).code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(refusal.get().fields()).containsExactly("message");
    }
  }

  @Test
  void theHandlerOfAStreamThatWasRefusedIsToldThatItIsOver() throws Exception {
    CompletableFuture<Refusal> refusal = new CompletableFuture<>();
    StreamObserver<StreamInteractionsRequest> stream =
        InteractionServiceGrpc.newStub(calls.channel())
            .streamInteractions(
                new StreamObserver<>() {
                  @Override
                  public void onNext(StreamInteractionsResponse response) {}

                  @Override
                  public void onError(Throwable failed) {
                    refusal.complete(Refusal.of(failed));
                  }

                  @Override
                  public void onCompleted() {}
                });
    stream.onNext(StreamInteractionsRequest.getDefaultInstance());

    assertThat(refusal.get(30, TimeUnit.SECONDS).reason()).isEqualTo("DATASET_NOT_FOUND");
    assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
  }

  private ClientCall<byte[], byte[]> rawCall() {
    MethodDescriptor<byte[], byte[]> raw =
        InteractionServiceGrpc.getAppendInteractionsMethod().toBuilder(BYTES, BYTES).build();
    return calls.channel().newCall(raw, CallOptions.DEFAULT);
  }

  private static final MethodDescriptor.Marshaller<byte[]> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] bytes) {
          return new ByteArrayInputStream(bytes);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException failed) {
            throw new UncheckedIOException(failed);
          }
        }
      };
}
