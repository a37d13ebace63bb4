package io.emkd.server.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.v1.InteractionServiceGrpc;
import io.emkd.v1.RecommendationServiceGrpc;
import io.grpc.Channel;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What who asks over gRPC and HTTP is told, and what a scrape says, at each turn of a server. */
class ServerReadinessTest {
  private final HealthStatusManager health = new HealthStatusManager();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ServerReadiness readiness = new ServerReadiness(health, registry);
  private final ReadinessIndicators indicators = new ReadinessIndicators();
  private Server server;
  private io.grpc.ManagedChannel channel;

  @BeforeEach
  void listen() throws IOException {
    server = NettyServerBuilder.forPort(0).addService(health.getHealthService()).build().start();
    channel = NettyChannelBuilder.forAddress("localhost", server.getPort()).usePlaintext().build();
    health.setStatus(RecommendationServiceGrpc.SERVICE_NAME, ServingStatus.SERVING);
  }

  @AfterEach
  void close() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  private static boolean serves(Channel channel, String service) {
    return HealthGrpc.newBlockingStub(channel)
            .check(HealthCheckRequest.newBuilder().setService(service).build())
            .getStatus()
        == ServingStatus.SERVING;
  }

  private static boolean isUp(HealthIndicator indicator) {
    return Mono.from(indicator.getResult()).block().getStatus().equals(HealthStatus.UP);
  }

  private void assertIs(boolean store, boolean models, boolean running) {
    boolean ready = store && models && running;
    assertThat(serves(channel, "")).isEqualTo(ready);
    assertThat(serves(channel, InteractionServiceGrpc.SERVICE_NAME)).isEqualTo(store && running);
    assertThat(serves(channel, RecommendationServiceGrpc.SERVICE_NAME)).isEqualTo(running);
    assertThat(isUp(indicators.store(readiness))).isEqualTo(store);
    assertThat(isUp(indicators.models(readiness))).isEqualTo(models);
    assertThat(isUp(indicators.running(readiness))).isEqualTo(running);
    assertThat(registry.get("emkd.ready").gauge().value()).isEqualTo(ready ? 1 : 0);
    assertThat(registry.get("emkd.store.up").gauge().value()).isEqualTo(store ? 1 : 0);
  }

  @Test
  void aServerIsReadyWhileItsStoreAnswersAndItsModelsAreWarmUntilItStops() {
    assertIs(false, false, true);
    readiness.store(true);
    assertIs(true, false, true);
    readiness.warm();
    assertIs(true, true, true);
    readiness.store(false);
    assertIs(false, true, true);
    readiness.store(true);
    assertIs(true, true, true);
    readiness.stop();
    assertIs(true, true, false);
    readiness.store(true);
    assertIs(true, true, false);
  }
}
