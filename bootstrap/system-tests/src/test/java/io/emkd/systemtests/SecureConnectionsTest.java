package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.ListDatasetsRequest;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections that begin with TLS, and certificates that change while they are open. */
class SecureConnectionsTest {
  /** A client and a server of another authority, and a client that nobody has named. */
  private static final String MORE_CERTIFICATES =
      """
      openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 9 -subj /O=Example/CN=pipeline -keyout foreign.key -out foreign.crt
      openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=unnamed -keyout unnamed.key -out unnamed.csr
      openssl x509 -req -in unnamed.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 9 -out unnamed.crt
      openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout next.key -out next.csr
      openssl x509 -req -in next.csr -CA ca.crt -CAkey ca.key -CAcreateserial -copy_extensions copy -days 9 -out next.crt
      """;

  /** A greeting in TLS 1.1, which offers ciphers that it had. */
  private static final byte[] CLIENT_HELLO_1_1 = clientHello((byte) 2);

  private static SecuredShop shop;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    shop = new SecuredShop(folder, Map.of("emkd.limits.handshake-time", "2s"));
    SecuredShop.shell(folder, MORE_CERTIFICATES);
  }

  @AfterAll
  static void stop() {
    shop.close();
  }

  private static void lists(ManagedChannel channel) {
    DatasetServiceGrpc.newBlockingStub(channel)
        .listDatasets(ListDatasetsRequest.getDefaultInstance());
  }

  @Test
  void aCallerIsKnownByItsCertificate() throws Exception {
    lists(shop.channel("", "pipeline"));
  }

  @Test
  void aTokenCountsBeforeTheCertificate() throws Exception {
    Refusals.refusedPlainly(
        () -> lists(channel("Bearer emkd_unknown", "pipeline")), Status.Code.UNAUTHENTICATED);
  }

  @Test
  void aCertificateWithoutAnEntryIsNobodys() {
    Refusals.refusedPlainly(() -> lists(channel("", "unnamed")), Status.Code.UNAUTHENTICATED);
  }

  /** Though it has the name of one that may. */
  @Test
  void aCertificateOfAnotherAuthorityDoesNotConnect() {
    Refusals.refusedPlainly(() -> lists(channel("", "foreign")), Status.Code.UNAVAILABLE);
  }

  private static ManagedChannel channel(String authorization, String certificate) {
    try {
      return shop.channel(authorization, certificate);
    } catch (IOException unreadable) {
      throw new java.io.UncheckedIOException(unreadable);
    }
  }

  @Test
  void plaintextIsNotAnswered() throws Exception {
    ManagedChannel plain =
        shop.channel("Bearer " + shop.tokenOf("operator"), InsecureChannelCredentials.create());
    Refusals.refusedPlainly(() -> lists(plain), Status.Code.UNAVAILABLE);
  }

  @Test
  void oldTlsIsNotSpoken() throws IOException {
    try (Socket socket = connected()) {
      socket.getOutputStream().write(CLIENT_HELLO_1_1);
      byte[] alert = socket.getInputStream().readNBytes(7);
      // An alert, fatal: protocol_version.
      assertThat(alert).startsWith(21).endsWith(2, 70);
    }
    try (Socket socket = connected()) {
      socket.getOutputStream().write(clientHello((byte) 3));
      // 1.2 with the same ciphers fails, too, for want of better ones, and not of the version.
      byte[] alert = socket.getInputStream().readNBytes(7);
      assertThat(alert).startsWith(21).endsWith(2, 40);
    }
  }

  @Test
  void whoStopsWithinTheHandshakeIsLeft() throws IOException {
    try (Socket socket = connected()) {
      socket.getOutputStream().write(CLIENT_HELLO_1_1, 0, 20);
      assertThat(socket.getInputStream().read()).as("the end").isNegative();
    }
    try (Socket socket = connected()) {
      // More bytes than a greeting in plaintext has.
      socket.getOutputStream().write(CLIENT_HELLO_1_1, 0, 50);
      assertThat(socket.getInputStream().read()).as("the end").isNegative();
    }
  }

  @Test
  void whoSaysNothingAfterTheHandshakeIsLeft() throws Exception {
    try (SSLSocket socket = ServedTls.handshaken(shop.server.port())) {
      socket.setSoTimeout(20_000);
      byte[] settings = new byte[65536];
      int read = 0;
      while (read >= 0) {
        read = socket.getInputStream().read(settings);
      }
    }
  }

  private static Socket connected() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), shop.server.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static byte[] clientHello(byte minorVersion) {
    var bytes = new java.io.ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      byte[] ciphers = {(byte) 0xC0, 0x09, (byte) 0xC0, 0x13, 0, 0x2F};
      int hello = 2 + 32 + 1 + 2 + ciphers.length + 2;
      out.write(new byte[] {22, 3, 1});
      out.writeShort(4 + hello);
      out.writeInt(1 << 24 | hello);
      out.write(new byte[] {3, minorVersion});
      out.write(new byte[32]);
      out.write(0);
      out.writeShort(ciphers.length);
      out.write(ciphers);
      out.write(new byte[] {1, 0});
    } catch (IOException impossible) {
      throw new java.io.UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static void replace(String file, String by) throws IOException {
    Files.copy(
        shop.folder.resolve(by), shop.folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void aHalfWrittenPairLeavesTheOldOne() throws Exception {
    X509Certificate before = ServedTls.certificate(shop.server.port());
    ManagedChannel open = shop.channelOf("operator");
    Answer<HealthCheckResponse> begun = new Answer<>();
    CompletableFuture<Void> ended = new CompletableFuture<>();
    HealthGrpc.newStub(open)
        .watch(
            HealthCheckRequest.getDefaultInstance(),
            new StreamObserver<>() {
              @Override
              public void onNext(HealthCheckResponse response) {
                begun.onNext(response);
              }

              @Override
              public void onError(Throwable failed) {
                ended.completeExceptionally(failed);
              }

              @Override
              public void onCompleted() {
                ended.complete(null);
              }
            });
    assertThat(begun.get(60, TimeUnit.SECONDS).getStatusValue()).isEqualTo(1);
    try (CapturedLog log = new CapturedLog()) {
      Files.copy(shop.folder.resolve("server.crt"), shop.folder.resolve("old.crt"));
      Files.copy(shop.folder.resolve("server.key"), shop.folder.resolve("old.key"));
      replace("server.crt", "next.crt");
      log.await("tls_key is the key of another certificate");
      assertThat(ServedTls.certificate(shop.server.port())).isEqualTo(before);
      replace("server.key", "next.key");
      log.await("read again: the certificate of CN=localhost");
      assertThat(ServedTls.certificate(shop.server.port())).isNotEqualTo(before);
      assertThat(ServedTls.certificate(shop.server.port()).getPublicKey().getAlgorithm())
          .isEqualTo("RSA");
      lists(shop.channelOf("operator"));
      lists(open);
      assertThat(ended).as("a stream from before").isNotDone();
      replace("server.crt", "old.crt");
      replace("server.key", "old.key");
    }
  }

  @Test
  void aTokenThatIsTakenAwayHoldsNoMore() throws Exception {
    ManagedChannel loader = shop.channelOf("loader");
    lists(loader);
    Path file = shop.folder.resolve("tokens.yml");
    String before = Files.readString(file);
    try (CapturedLog log = new CapturedLog()) {
      Files.writeString(file, "- {name: nothing");
      log.await("what was read before stays in force: tokens is unreadable at line 1");
      lists(loader);
      Files.writeString(file, before.replace("\"loader\"", "\"other\"").replace("ingest", "train"));
      log.await("read again: 4 tokens and 1 certificates of callers");
      Refusals.refusedPlainly(
          () ->
              DatasetServiceGrpc.newBlockingStub(loader)
                  .createDataset(
                      io.emkd.v1.CreateDatasetRequest.newBuilder()
                          .setDataset(io.emkd.v1.Dataset.newBuilder().setName("shop"))
                          .build()),
          Status.Code.PERMISSION_DENIED);
      Files.writeString(file, before);
      log.await("read again: 4 tokens and 1 certificates of callers");
    }
  }
}
