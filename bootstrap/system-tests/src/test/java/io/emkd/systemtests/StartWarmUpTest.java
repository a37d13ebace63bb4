package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.emkd.server.EmkdServer;
import io.emkd.v1.ListModelsRequest;
import io.emkd.v1.Model;
import io.emkd.v1.ModelServiceGrpc;
import io.emkd.v1.RecommendationServiceGrpc;
import io.emkd.v1.SetShadowRequest;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class StartWarmUpTest {
  private static final Pattern WARMED_UP = Pattern.compile("warmed up with (\\d+) recommendations");

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.emkd.server.StartWarmUp");

  @TempDir Path folder;

  @BeforeEach
  void watchTheLog() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void leaveTheLog() {
    logger.detachAppender(log);
  }

  @Test
  void aServerThatHasAModelRecommendsToItselfBeforeItListensAndDoesNotCountThat() throws Exception {
    trained();
    assertThat(log.list).isEmpty();
    try (EmkdServer server = TestShop.server(folder)) {
      assertThat(log.list).hasSize(1);
      Matcher warmedUp = WARMED_UP.matcher(log.list.get(0).getFormattedMessage());
      assertThat(warmedUp.find()).isTrue();
      assertThat(Integer.parseInt(warmedUp.group(1))).isPositive();
      assertThat(Metrics.scraped(server, "emkd_scoring_run_seconds_count")).isZero();
      assertThat(Metrics.scraped(server, "emkd_scoring_wait_seconds_count")).isZero();
      assertThat(Metrics.scraped(server, "grpc_server_processing_duration_seconds_count")).isZero();
      recommend(server);
      assertThat(Metrics.scraped(server, "emkd_scoring_run_seconds_count")).isEqualTo(1);
    }
  }

  @Test
  void aShadowIsNotAskedWhatTheServerAsksItself() throws Exception {
    trained();
    try (EmkdServer server = TestShop.server(folder)) {
      ManagedChannel channel = TestShop.channel(server);
      var models = ModelServiceGrpc.newBlockingStub(channel);
      TestShop.publishModel(channel);
      Model idle =
          models.listModels(ListModelsRequest.getDefaultInstance()).getModelsList().stream()
              .filter(model -> !model.getServing())
              .findFirst()
              .orElseThrow();
      models.setShadow(
          SetShadowRequest.newBuilder()
              .setModel(idle.getName() + "@" + idle.getVersion())
              .setShare(1)
              .build());
      channel.shutdownNow();
    }
    try (EmkdServer server = TestShop.server(folder)) {
      assertThat(log.list).isNotEmpty();
      recommend(server);
      Awaitility.await().until(() -> Metrics.scraped(server, "emkd_shadow_requests_total") > 0);
      assertThat(Metrics.scraped(server, "emkd_shadow_requests_total")).isEqualTo(1);
    }
  }

  @Test
  void withoutWarmUpAVersionIsLoadedAllTheSame() throws Exception {
    trained();
    try (EmkdServer server = TestShop.server(folder, Map.of("emkd.warm-up", "0s"))) {
      assertThat(log.list).isEmpty();
      ManagedChannel channel = TestShop.channel(server);
      assertThat(
              HealthGrpc.newBlockingStub(channel)
                  .check(
                      HealthCheckRequest.newBuilder()
                          .setService(RecommendationServiceGrpc.SERVICE_NAME)
                          .build())
                  .getStatus())
          .isEqualTo(ServingStatus.SERVING);
      channel.shutdownNow();
    }
  }

  private void trained() {
    try (EmkdServer server = TestShop.server(folder)) {
      ManagedChannel channel = TestShop.channel(server);
      TestShop.publishModel(channel);
      channel.shutdownNow();
    }
  }

  private static void recommend(EmkdServer server) {
    ManagedChannel channel = TestShop.channel(server);
    TestShop.recommend(channel);
    channel.shutdownNow();
  }
}
