package io.emkd.grpc.call;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.emkd.grpc.Refusal;
import io.emkd.grpc.ServedCalls;
import io.emkd.grpc.error.ErrorStatus;
import io.emkd.v1.AppendInteractionsRequest;
import io.emkd.v1.AppendInteractionsResponse;
import io.emkd.v1.InteractionServiceGrpc;
import io.emkd.v1.StreamInteractionsRequest;
import io.emkd.v1.StreamInteractionsResponse;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** By which id a call is spoken of: in what the client gets, and in what the log says meanwhile. */
@Timeout(60)
class RequestIdTest {
  private static final Logger ERRORS = (Logger) LoggerFactory.getLogger(ErrorStatus.class);

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final AtomicReference<Metadata> headers = new AtomicReference<>();
  private final AtomicReference<Metadata> trailers = new AtomicReference<>();
  private final ServedCalls calls = new ServedCalls(new Failing());

  /** Answers, or fails as the dataset says. */
  private static final class Failing extends InteractionServiceGrpc.InteractionServiceImplBase {
    @Override
    public void appendInteractions(
        AppendInteractionsRequest request, StreamObserver<AppendInteractionsResponse> observer) {
      if (request.getDataset().equals("thrown")) {
        throw new IllegalStateException("nobody expected it");
      }
      UnaryCall.answerLater(
          observer,
          () ->
              CompletableFuture.supplyAsync(
                  () -> {
                    if (request.getDataset().equals("later")) {
                      throw new IllegalStateException("nobody expected it");
                    }
                    return AppendInteractionsResponse.getDefaultInstance();
                  }));
    }

    @Override
    public StreamObserver<StreamInteractionsRequest> streamInteractions(
        StreamObserver<StreamInteractionsResponse> observer) {
      observer.onNext(StreamInteractionsResponse.getDefaultInstance());
      var unused =
          CompletableFuture.runAsync(
              RequestId.carriedBy(
                  () -> observer.onError(ErrorStatus.of(new IllegalStateException("later")))));
      return new StreamObserver<>() {
        @Override
        public void onNext(StreamInteractionsRequest request) {}

        @Override
        public void onError(Throwable gone) {}

        @Override
        public void onCompleted() {}
      };
    }
  }

  @BeforeEach
  void listen() {
    log.start();
    ERRORS.addAppender(log);
  }

  @AfterEach
  void stop() {
    ERRORS.detachAppender(log);
    calls.close();
  }

  private InteractionServiceGrpc.InteractionServiceBlockingStub client(String id) {
    var stub =
        InteractionServiceGrpc.newBlockingStub(calls.channel())
            .withInterceptors(MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));
    if (id.isEmpty()) {
      return stub;
    }
    Metadata given = new Metadata();
    given.put(RequestId.HEADER, id);
    return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(given));
  }

  private static AppendInteractionsRequest of(String dataset) {
    return AppendInteractionsRequest.newBuilder().setDataset(dataset).build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "7f3d2c1e-0000-4000-8000-123456789abc", "Root=1-67891233-abc:7"})
  void aPlausibleIdOfTheClientIsTheCalls(String id) {
    client(id).appendInteractions(of("good"));

    assertThat(headers.get().get(RequestId.HEADER)).isEqualTo(id);
  }

  @Test
  void whatIsNoPlausibleIdDoesNotReachTheLog() {
    for (String id : List.of("", "a b", "-x", "a\tERROR", "<a>", "x".repeat(129))) {
      client(id).appendInteractions(of("good"));

      assertThat(headers.get().get(RequestId.HEADER)).matches("[0-9a-f]{16}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"thrown", "later"})
  void aFailureThatNobodyExpectedNamesTheIdThatItsLineInTheLogHas(String dataset) {
    Refusal refusal = Refusal.of(() -> client("seven").appendInteractions(of(dataset)));

    assertThat(refusal.code()).isEqualTo(Status.Code.INTERNAL);
    assertThat(refusal.metadata()).isEqualTo(Map.of("id", "seven"));
    assertThat(refusal.message()).contains("under id seven");
    assertThat(trailers.get().get(RequestId.HEADER)).isEqualTo("seven");
    assertThat(log.list).hasSize(1);
    assertThat(log.list.get(0).getMDCPropertyMap()).containsEntry("request_id", "seven");
  }

  @Test
  void anIdThatWasMadeForTheCallIsTheSameInAnswerAndLog() {
    Refusal refusal = Refusal.of(() -> client("").appendInteractions(of("thrown")));

    String id = trailers.get().get(RequestId.HEADER);
    assertThat(refusal.metadata()).containsEntry("id", id);
    assertThat(log.list.get(0).getMDCPropertyMap()).containsEntry("request_id", id);
  }

  @Test
  void whatIsDoneForAStreamOnAnotherThreadIsLoggedUnderItsIdToo() {
    CompletableFuture<Throwable> end = new CompletableFuture<>();
    Metadata given = new Metadata();
    given.put(RequestId.HEADER, "stream-1");
    InteractionServiceGrpc.newStub(calls.channel())
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(given))
        .streamInteractions(
            new StreamObserver<>() {
              @Override
              public void onNext(StreamInteractionsResponse response) {}

              @Override
              public void onError(Throwable failed) {
                end.complete(failed);
              }

              @Override
              public void onCompleted() {}
            });

    StatusRuntimeException failed = (StatusRuntimeException) end.join();
    assertThat(failed.getTrailers().get(RequestId.HEADER)).isEqualTo("stream-1");
    assertThat(log.list.get(0).getMDCPropertyMap()).containsEntry("request_id", "stream-1");
  }

  @Test
  void aThreadThatLogsForOneCallAndThenForAnotherLosesNeither() {
    Metadata given = new Metadata();
    given.put(RequestId.HEADER, "outer");
    Metadata other = new Metadata();
    other.put(RequestId.HEADER, "inner");
    try (RequestId.Logged outer = RequestId.of(given).logged()) {
      try (RequestId.Logged inner = RequestId.of(other).logged()) {
        assertThat(MDC.get("request_id")).isEqualTo("inner");
      }
      assertThat(MDC.get("request_id")).isEqualTo("outer");
    }
    assertThat(MDC.get("request_id")).isNull();
  }
}
