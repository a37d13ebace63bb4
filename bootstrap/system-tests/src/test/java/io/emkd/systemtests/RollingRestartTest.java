package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.server.EmkdServer;
import io.emkd.v1.ItemSequence;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendationServiceGrpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two replicas are restarted one after the other, while a client that balances as
 * docs/operations.md says calls them all the time.
 */
class RollingRestartTest {
  private static final Pattern RECOMMENDED =
      Pattern.compile(
          "^grpc_server_processing_duration_seconds_count\\{method=\"Recommend\".*statusCode=\"OK\"} (.*)$",
          Pattern.MULTILINE);
  private static final Map<String, String> SETTINGS =
      Map.of("EMKD_LAME_DUCK", "3s", "EMKD_WARM_UP", "0s");

  @TempDir Path folder;
  private final List<ServerProcess> servers = new ArrayList<>();
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger answered = new AtomicInteger();
  private final List<String> lost = new CopyOnWriteArrayList<>();

  @AfterEach
  void kill() throws InterruptedException {
    over.set(true);
    for (ServerProcess server : servers) {
      server.kill();
    }
  }

  private void callAllTheTime(ManagedChannel channel) {
    RecommendRequest request =
        RecommendRequest.newBuilder()
            .setModel("shop")
            .setItems(ItemSequence.newBuilder().addItemIds("i1"))
            .build();
    while (!over.get()) {
      try {
        var unused =
            RecommendationServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(10, TimeUnit.SECONDS)
                .recommend(request);
        answered.incrementAndGet();
      } catch (StatusRuntimeException failed) {
        lost.add(failed.getStatus().toString());
      }
    }
  }

  private static ServingStatus health(ServerProcess server) {
    try {
      return HealthGrpc.newBlockingStub(server.channel())
          .check(HealthCheckRequest.getDefaultInstance())
          .getStatus();
    } catch (StatusRuntimeException gone) {
      return ServingStatus.UNKNOWN;
    }
  }

  @Test
  void aRollingRestartUnderLoadLosesNoCall() throws Exception {
    List<Integer> ports = List.of(Replicas.freePort(), Replicas.freePort());
    List<Integer> httpPorts = List.of(Replicas.freePort(), Replicas.freePort());
    Path trained = trained();
    for (int replica = 0; replica < 2; replica++) {
      copy(trained, folder.resolve("replica-" + replica));
      servers.add(start(replica, ports, httpPorts));
    }
    Replicas replicas = new Replicas(ports);
    ManagedChannel channel = replicas.channel(InsecureChannelCredentials.create());
    Thread load = new Thread(() -> callAllTheTime(channel), "load");
    load.start();
    try {
      for (int replica = 0; replica < 2; replica++) {
        restart(replica, ports, httpPorts);
      }
    } finally {
      over.set(true);
      load.join();
      channel.shutdownNow();
      replicas.close();
    }
    assertThat(lost).isEmpty();
    assertThat(answered.get()).isGreaterThan(100);
  }

  /** What a server left that has a model. */
  private Path trained() {
    Path data = folder.resolve("trained");
    try (EmkdServer server = TestShop.server(data)) {
      ManagedChannel channel = TestShop.channel(server);
      TestShop.publishModel(channel);
      channel.shutdownNow();
    }
    return data;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private ServerProcess start(int replica, List<Integer> ports, List<Integer> httpPorts)
      throws IOException {
    return ServerProcess.start(
        folder.resolve("replica-" + replica),
        ports.get(replica),
        httpPorts.get(replica),
        SETTINGS,
        ProcessBuilder.Redirect.DISCARD);
  }

  /** It says at once that it is not ready, and still answers. */
  private void restart(int replica, List<Integer> ports, List<Integer> httpPorts) throws Exception {
    ServerProcess old = servers.get(replica);
    int http = httpPorts.get(replica);
    assertThat(Scrape.get(http, "/health/readiness", "*/*").statusCode()).isEqualTo(200);
    assertThat(Scrape.get(http, "/health/liveness", "*/*").statusCode()).isEqualTo(200);
    assertThat(health(old)).isEqualTo(ServingStatus.SERVING);
    old.process().destroy();
    while (health(old) == ServingStatus.SERVING) {
      Thread.sleep(10);
    }
    assertThat(Scrape.get(http, "/health/readiness", "*/*").statusCode()).isEqualTo(503);
    assertThat(TestShop.recommend(old.channel()).getItemsCount()).isPositive();
    assertThat(old.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
    old.channel().shutdownNow();
    servers.set(replica, start(replica, ports, httpPorts));
    // A client that found the port closed tries it again after a while; until then one is all it
    // has.
    while (recommended(http) == 0) {
      Thread.sleep(50);
    }
  }

  /** How many calls of the load have reached a replica since its start. */
  private static double recommended(int http) throws Exception {
    Matcher count = RECOMMENDED.matcher(Scrape.of(http, "text/plain").text());
    return count.find() ? Double.parseDouble(count.group(1)) : 0;
  }
}
