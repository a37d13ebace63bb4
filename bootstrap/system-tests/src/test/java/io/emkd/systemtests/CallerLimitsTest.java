package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.RetryInfo;
import io.emkd.server.EmkdServer;
import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.InteractionServiceGrpc;
import io.emkd.v1.ListDatasetsRequest;
import io.emkd.v1.StreamInteractionsRequest;
import io.emkd.v1.StreamInteractionsResponse;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one caller may take, on loopback without TLS. */
class CallerLimitsTest {
  private static final int CALLS_PER_SECOND = 40;
  private static final int CALLS_AT_ONCE = 3;
  private static final int STREAM_SECONDS = 4;

  private static EmkdServer server;
  private static ManagedChannel channel;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    StringBuilder callers = new StringBuilder();
    for (String name : List.of("rate", "rate-too", "streams", "other")) {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      callers.append(
          "- {name: %s, roles: [ingest], token_sha256: '%s'}%n"
              .formatted(name, HexFormat.of().formatHex(hash)));
    }
    server =
        TestShop.server(
            folder,
            Map.of(
                "emkd.tokens",
                Files.writeString(folder.resolve("tokens.yml"), callers).toString(),
                "emkd.reflection",
                false,
                "emkd.limits.caller-calls-per-second",
                CALLS_PER_SECOND,
                "emkd.limits.caller-calls-at-once",
                CALLS_AT_ONCE,
                "emkd.limits.stream-life",
                STREAM_SECONDS + "s"));
    channel = TestShop.channel(server);
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    server.close();
  }

  private static Channel of(String caller) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + caller);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static void lists(String caller) {
    var unused =
        DatasetServiceGrpc.newBlockingStub(of(caller))
            .listDatasets(ListDatasetsRequest.getDefaultInstance());
  }

  @Test
  void aCallerMayNotCallMoreThanItMay() throws Exception {
    StatusRuntimeException refused = null;
    for (int call = 0; call < 100 * CALLS_PER_SECOND && refused == null; call++) {
      try {
        lists("rate");
      } catch (StatusRuntimeException tooMany) {
        refused = tooMany;
      }
    }
    assertThat(refused).isNotNull();
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(refused).hasMessageContaining("limits.caller_calls_per_second");
    assertThat(StatusProto.fromThrowable(refused).getDetailsList())
        .anyMatch(detail -> detail.is(RetryInfo.class));
    lists("rate-too");
  }

  @Test
  void aCallerMayNotHaveMoreOpenThanItMay() {
    List<StreamObserver<StreamInteractionsRequest>> open = new ArrayList<>();
    List<Answer<StreamInteractionsResponse>> answers = new ArrayList<>();
    for (int stream = 0; stream <= CALLS_AT_ONCE; stream++) {
      Answer<StreamInteractionsResponse> answer = new Answer<>();
      answers.add(answer);
      open.add(InteractionServiceGrpc.newStub(of("streams")).streamInteractions(answer));
    }
    // Which of them is one too many depends on whose thread comes last.
    CompletableFuture.anyOf(answers.toArray(CompletableFuture<?>[]::new))
        .handle((done, failed) -> true)
        .orTimeout(60, TimeUnit.SECONDS)
        .join();
    lists("other");
    open.forEach(StreamObserver::onCompleted);
    int refused = 0;
    for (Answer<StreamInteractionsResponse> answer : answers) {
      try {
        ended(answer);
      } catch (StatusRuntimeException tooMany) {
        assertThat(tooMany.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(tooMany).hasMessageContaining("limits.caller_calls_at_once");
        refused++;
      }
    }
    assertThat(refused).isEqualTo(1);
    lists("streams");
  }

  @Test
  void aStreamDoesNotLastForEver() {
    Answer<StreamInteractionsResponse> answer = new Answer<>();
    var unused = InteractionServiceGrpc.newStub(of("other")).streamInteractions(answer);
    Refusals.refusedPlainly(
        () -> ended(answer),
        Status.Code.DEADLINE_EXCEEDED,
        STREAM_SECONDS + " s",
        "limits.stream_life");
  }

  private static void ended(Answer<StreamInteractionsResponse> answer) {
    try {
      answer.orTimeout(60, TimeUnit.SECONDS).join();
    } catch (CompletionException failed) {
      throw (StatusRuntimeException) failed.getCause();
    }
  }

  @Test
  void reflectionThatIsSwitchedOffIsNotThere() {
    Refusals.refusedPlainly(
        () ->
            RawCalls.send(
                channel,
                RawCalls.method(ServerReflectionGrpc.getServerReflectionInfoMethod()),
                io.grpc.CallOptions.DEFAULT,
                new byte[0]),
        Status.Code.UNIMPLEMENTED);
  }
}
