package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.v1.ModelServiceGrpc;
import io.emkd.v1.PromoteModelRequest;
import io.emkd.v1.TrainRequest;
import io.emkd.v1.TrainingServiceGrpc;
import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptor;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two replicas under TLS on one PostgreSQL, at half of what they can do, while all that operations
 * brings happens to them in turn. {@code -Dsoak.seconds=1800} for the figures of
 * docs/operations.md.
 */
class SoakTest {
  private static final int SECONDS = Integer.getInteger("soak.seconds", 60);
  private static final int SECONDS_OF_SATURATION = Math.min(20, SECONDS / 9);

  /** What happens once in this time: a promotion each sixth of it. */
  private static final int ROUND_SECONDS = Math.min(300, SECONDS);

  private static final int USERS = 2000;
  private static final int UNDER_WAY = 128;

  /** After a server or a store has come back, what was begun before may still fail. */
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final long TOLERATED_BYTES = 96L << 20;

  @TempDir Path folder;
  private Postgres postgres;
  private final List<Integer> ports = new ArrayList<>();
  private final List<Integer> httpPorts = new ArrayList<>();
  private final List<ServerProcess> servers = new ArrayList<>();
  private final Map<String, Integer> counts = new HashMap<>();

  @AfterEach
  void stop() throws InterruptedException {
    for (ServerProcess server : servers) {
      server.kill();
    }
    if (postgres != null) {
      postgres.close();
    }
  }

  private ServerProcess start(int replica) throws Exception {
    Map<String, String> settings =
        new HashMap<>(postgres.settings("serving,training", folder.resolve("shared").toString()));
    settings.put("EMKD_TLS_CERTIFICATE", folder.resolve("server.crt").toString());
    settings.put("EMKD_TLS_KEY", folder.resolve("server.key").toString());
    settings.put("EMKD_TOKENS", folder.resolve("tokens.yml").toString());
    settings.put("EMKD_LAME_DUCK", "3s");
    // So that what grows is not garbage that waits.
    settings.put("JAVA_TOOL_OPTIONS", "-Xms512m -Xmx512m -XX:+AlwaysPreTouch");
    return ServerProcess.start(
        folder.resolve("replica-" + replica),
        ports.get(replica),
        httpPorts.get(replica),
        settings,
        ProcessBuilder.Redirect.appendTo(log(replica).toFile()));
  }

  private ChannelCredentials tls() throws Exception {
    return TlsChannelCredentials.newBuilder()
        .trustManager(folder.resolve("ca.crt").toFile())
        .build();
  }

  private ClientInterceptor token() throws Exception {
    Metadata token = new Metadata();
    token.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
        "Bearer " + Files.readString(folder.resolve("operator.token")).strip());
    return MetadataUtils.newAttachHeadersInterceptor(token);
  }

  /** Two versions to go back and forth between. */
  private void publishTwice() throws Exception {
    ManagedChannel channel =
        Grpc.newChannelBuilder("localhost:" + ports.get(0), tls()).intercept(token()).build();
    TestShop.importText(channel, "shop", TestShop.interactions(USERS));
    TrainRequest training = TestShop.training("shop", "shop", 1);
    // Of the size that the figures are of.
    training =
        training.toBuilder().setOptions(training.getOptions().toBuilder().setBlocks(2)).build();
    for (int version = 1; version <= 2; version++) {
      TrainingServiceGrpc.newBlockingStub(channel).train(training).forEachRemaining(event -> {});
    }
    channel.shutdownNow();
    for (int port : httpPorts) {
      awaitReady(port);
    }
  }

  private void makeFiles() throws Exception {
    SecuredShop.shell(folder, SecuredShop.documentedLines());
    Said said =
        Said.by(
            "token",
            "create",
            "operator",
            "--roles",
            "admin",
            "--token-file",
            folder.resolve("operator.token").toString());
    assertThat(said.status()).as(said.err()).isZero();
    Files.writeString(folder.resolve("tokens.yml"), said.out());
  }

  @Test
  void atHalfOfSaturationNothingOfOperationsLosesAnEventOrACallThatCannotBeExplained()
      throws Exception {
    postgres = Postgres.start();
    makeFiles();
    for (int replica = 0; replica < 2; replica++) {
      ports.add(Replicas.freePort());
      httpPorts.add(Replicas.freePort());
      servers.add(start(replica));
    }
    publishTwice();
    Replicas replicas = new Replicas(ports);
    ManagedChannel channel = replicas.channel(tls(), token());
    try {
      SoakLoad load = new SoakLoad(channel, USERS);
      // Of what is compiled by then.
      load.saturation(UNDER_WAY, SECONDS_OF_SATURATION);
      double saturation = load.saturation(UNDER_WAY, SECONDS_OF_SATURATION);
      long events = events();
      load.answered.set(0);
      load.micros.reset();
      AtomicReference<Throwable> failed = new AtomicReference<>();
      Thread calls = new Thread(() -> load.run(saturation / 2, SECONDS), "load");
      calls.setUncaughtExceptionHandler((thread, failure) -> failed.set(failure));
      calls.start();
      List<Long> resident = operate(channel, load);
      calls.join();
      assertThat(failed.get()).isNull();
      load.explain();
      report(saturation, load, resident);
      assertThat(SoakLoad.counted(load.unexplained)).isEmpty();
      assertThat(load.answered.get()).isPositive();
      assertThat(errorsInLogs()).isEmpty();
      assertThat(events() - events).as("events that are there").isEqualTo(load.taken.get());
      assertThat(resident.get(resident.size() - 1) - resident.get(resident.size() / 2))
          .as("bytes that the replica which lived longest has grown by in the second half")
          .isLessThan(TOLERATED_BYTES);
    } finally {
      channel.shutdownNow();
      replicas.close();
    }
  }

  /** Returns the memory of the first replica at the end of each sixth of a round. */
  private List<Long> operate(ManagedChannel channel, SoakLoad load) throws Exception {
    List<Long> resident = new ArrayList<>();
    long begin = System.nanoTime();
    int sixths = SECONDS * 6 / ROUND_SECONDS;
    // From here on the first lives to the end.
    restart(0);
    for (int sixth = 0; sixth < sixths - 1; sixth++) {
      promote(channel, 1 + sixth % 2);
      switch (sixth % 6) {
        case 1 -> newCertificate(sixth);
        case 2 -> restartStore(load);
        case 3 -> restart(1);
        default -> {}
      }
      sleepUntil(begin + TimeUnit.SECONDS.toNanos((long) (sixth + 1) * ROUND_SECONDS / 6));
      resident.add(ProcessMemory.residentBytes(servers.get(0).process()));
    }
    return resident;
  }

  private static void sleepUntil(long nanos) throws InterruptedException {
    long left = TimeUnit.NANOSECONDS.toMillis(nanos - System.nanoTime());
    if (left > 0) {
      Thread.sleep(left);
    }
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  private void promote(ManagedChannel channel, int version) {
    var unused =
        ModelServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(30, TimeUnit.SECONDS)
            .promoteModel(PromoteModelRequest.newBuilder().setModel("shop@" + version).build());
    count("promotions");
  }

  /** Of the same authority, put in the place of the old one, and served to new connections. */
  private void newCertificate(int number) throws Exception {
    SecuredShop.shell(
        folder,
        """
        openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost \
          -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout next.key -out next.csr
        openssl x509 -req -in next.csr -CA ca.crt -CAkey ca.key -set_serial %d \
          -copy_extensions copy -days 365 -out next.crt
        """
            .formatted(1000 + number));
    for (String file : List.of("key", "crt")) {
      Files.move(
          folder.resolve("next." + file),
          folder.resolve("server." + file),
          StandardCopyOption.REPLACE_EXISTING);
    }
    for (int port : ports) {
      while (ServedTls.certificate(port).getSerialNumber().intValue() != 1000 + number) {
        Thread.sleep(200);
      }
    }
    count("certificates");
  }

  private void restartStore(SoakLoad load) throws Exception {
    long from = System.nanoTime();
    postgres.kill();
    Thread.sleep(2000);
    postgres.startAgain();
    for (int port : httpPorts) {
      awaitReady(port);
    }
    load.storeWasAway(from, System.nanoTime() + GRACE_NANOS);
    count("store killed");
  }

  private void restart(int replica) throws Exception {
    ServerProcess old = servers.get(replica);
    old.process().destroy();
    assertThat(old.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
    old.channel().shutdownNow();
    servers.set(replica, start(replica));
    awaitReady(httpPorts.get(replica));
    // A client that found the port closed tries it again after a while.
    Thread.sleep(3000);
    count("replicas restarted");
  }

  private static void awaitReady(int http) throws Exception {
    while (Scrape.get(http, "/health/readiness", "*/*").statusCode() != 200) {
      Thread.sleep(50);
    }
  }

  /** All that are stored. */
  private long events() throws Exception {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("SELECT count(*) FROM event")) {
      assertThat(count.next()).isTrue();
      return count.getLong(1);
    }
  }

  private List<String> errorsInLogs() throws IOException {
    List<String> errors = new ArrayList<>();
    for (int replica = 0; replica < 2; replica++) {
      Files.readAllLines(log(replica)).stream()
          .filter(line -> line.contains(" ERROR "))
          .forEach(errors::add);
    }
    return errors;
  }

  private Path log(int replica) {
    return folder.resolve("replica-" + replica + ".log");
  }

  private void report(double saturation, SoakLoad load, List<Long> resident) {
    System.out.printf(
        "soak: %d s at %.0f calls a second, half of saturation; %d recommendations, %d events; %s;"
            + " p50 %.1f, p99 %.1f, p99.9 %.1f ms; while the store was away %s; unexplained %s;"
            + " resident MB of the first replica %s%n",
        SECONDS,
        saturation / 2,
        load.answered.get(),
        load.taken.get(),
        counts,
        load.micros.getValueAtPercentile(50) / 1e3,
        load.micros.getValueAtPercentile(99) / 1e3,
        load.micros.getValueAtPercentile(99.9) / 1e3,
        load.explained,
        SoakLoad.counted(load.unexplained),
        resident.stream().map(bytes -> bytes >> 20).toList());
  }
}
