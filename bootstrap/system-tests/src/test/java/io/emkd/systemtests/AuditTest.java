package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.grpc.call.RequestId;
import io.emkd.v1.AppendInteractionsRequest;
import io.emkd.v1.CreateDatasetRequest;
import io.emkd.v1.Dataset;
import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.DeleteUserRequest;
import io.emkd.v1.Interaction;
import io.emkd.v1.InteractionServiceGrpc;
import io.emkd.v1.ListDatasetsRequest;
import io.emkd.v1.StreamInteractionsRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit log, and what no log may hold. */
class AuditTest {
  private static SecuredShop shop;
  private static ManagedChannel operator;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    shop = new SecuredShop(folder, Map.of());
    operator = shop.channelOf("operator");
    create("shop");
    append();
  }

  @AfterAll
  static void stop() {
    shop.close();
  }

  private static void create(String dataset) {
    DatasetServiceGrpc.newBlockingStub(operator)
        .createDataset(
            CreateDatasetRequest.newBuilder()
                .setDataset(Dataset.newBuilder().setName(dataset))
                .build());
  }

  private static AppendInteractionsRequest event(String dataset) {
    return AppendInteractionsRequest.newBuilder()
        .setDataset(dataset)
        .addInteractions(Interaction.newBuilder().setUserId("private-person").setItemId("i1"))
        .build();
  }

  private static void append() {
    var unused = InteractionServiceGrpc.newBlockingStub(operator).appendInteractions(event("shop"));
  }

  private static Channel withId(Channel channel, String id) {
    Metadata headers = new Metadata();
    headers.put(RequestId.HEADER, id);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static void deleteUser(Channel channel, String dataset) {
    var unused =
        InteractionServiceGrpc.newBlockingStub(channel)
            .deleteUser(
                DeleteUserRequest.newBuilder()
                    .setDataset(dataset)
                    .setUserId("private-person")
                    .build());
  }

  @Test
  void everyWriteAndEveryDenialIsALine() throws Exception {
    append();
    try (CapturedLog log = new CapturedLog()) {
      deleteUser(withId(operator, "order-66"), "shop");
      Refusals.refusedPlainly(
          () -> deleteUser(withId(operator, "order-67"), "missing"), Status.Code.NOT_FOUND);
      Channel loader = shop.channelOf("loader");
      Refusals.refusedPlainly(
          () -> deleteUser(withId(loader, "order-68"), "shop"), Status.Code.PERMISSION_DENIED);
      Channel stranger = shop.channel("Bearer emkd_unknown", "");
      Refusals.refusedPlainly(
          () -> deleteUser(withId(stranger, "order-69"), "shop"), Status.Code.UNAUTHENTICATED);
      DatasetServiceGrpc.newBlockingStub(operator)
          .listDatasets(ListDatasetsRequest.getDefaultInstance());
      String method = "method=emkd.v1.InteractionService/DeleteUser ";
      String peer = " peer=127.0.0.1";
      assertThat(log.audited())
          .containsExactly(
              "INFO audit outcome=OK caller=operator by=token "
                  + method
                  + "dataset=shop request_id=order-66"
                  + peer,
              "INFO audit outcome=NOT_FOUND caller=operator by=token "
                  + method
                  + "dataset=missing request_id=order-67"
                  + peer,
              "WARN audit outcome=PERMISSION_DENIED caller=loader by=token "
                  + method
                  + "request_id=order-68"
                  + peer
                  + " reason=\"emkd.v1.InteractionService/DeleteUser needs the role admin, which this"
                  + " caller does not have\"",
              "WARN audit outcome=UNAUTHENTICATED caller=unknown by=nothing "
                  + method
                  + "request_id=order-69"
                  + peer
                  + " reason=\"a token that is not known\"");
    }
  }

  @Test
  void whatAStreamWroteBeforeItWasDeniedIsTold() throws Exception {
    ManagedChannel loader = shop.channelOf("loader");
    try (CapturedLog log = new CapturedLog()) {
      Refusals.refusedPlainly(
          () ->
              RawCalls.send(
                  loader,
                  RawCalls.method(InteractionServiceGrpc.getStreamInteractionsMethod()),
                  CallOptions.DEFAULT,
                  StreamInteractionsRequest.newBuilder()
                      .setAppend(event("shop"))
                      .build()
                      .toByteArray(),
                  StreamInteractionsRequest.newBuilder()
                      .setAppend(event("books"))
                      .build()
                      .toByteArray()),
          Status.Code.PERMISSION_DENIED);
      assertThat(log.audited()).hasSize(2);
      assertThat(log.audited().get(0)).startsWith("WARN audit outcome=PERMISSION_DENIED");
      assertThat(log.audited().get(1))
          .startsWith("INFO audit outcome=PERMISSION_DENIED caller=loader")
          .contains(" dataset=shop dataset=books ");
    }
  }

  @Test
  void aNameCannotForgeALine() {
    try (CapturedLog log = new CapturedLog()) {
      Refusals.refusedPlainly(
          () -> create("x\nINFO audit outcome=OK caller=\"root\""), Status.Code.INVALID_ARGUMENT);
      assertThat(log.audited()).hasSize(1);
      assertThat(log.audited().get(0))
          .doesNotContain("\n")
          .contains(" dataset=\"x\uFFFDINFO audit outcome=OK caller=\\\"root\\\"\" request_id=");
    }
  }

  /** Also at DEBUG, where libraries show the headers that pass. */
  @Test
  void noSecretIsInTheLog() throws Exception {
    TestJwts jwts = new TestJwts(shop.issuerKey);
    String jwt = jwts.valid();
    String expired = jwts.bad().get("expired");
    try (CapturedLog log = new CapturedLog().atDebug()) {
      append();
      deleteUser(shop.channelOf("operator"), "shop");
      for (String token : List.of("emkd_unknown-secret", jwt, expired)) {
        Refusals.refusedPlainly(
            () -> deleteUser(channel(token), "shop"),
            token.equals(jwt) ? Status.Code.PERMISSION_DENIED : Status.Code.UNAUTHENTICATED);
      }
      Path key = shop.folder.resolve("server.key");
      String before = Files.readString(key);
      Files.writeString(key, before.replace("PRIVATE KEY", "PRIVATE"));
      log.await("tls_key is unreadable");
      Files.writeString(key, before);
      log.await("read again: the certificate");
      String everything = String.join("\n", log.lines());
      assertThat(everything)
          .contains("DEBUG", "reason=")
          .doesNotContain(
              shop.tokenOf("operator"), "unknown-secret", jwt, expired, "private-person");
      assertThat(Arrays.stream(before.split("\n")).filter(line -> !line.startsWith("-")))
          .isNotEmpty()
          .noneMatch(everything::contains);
    }
  }

  private static ManagedChannel channel(String token) {
    try {
      return shop.channel("Bearer " + token, "");
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
