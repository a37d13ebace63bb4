package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.server.EmkdServer;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendationServiceGrpc;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {
  private static final int CALLS = 2000;
  private static final String RECOMMEND_COUNT =
      "grpc_server_processing_duration_seconds_count\\{method=\"Recommend\"";

  @Test
  void whatAModelsQueueDoesIsCountedByModel(@TempDir Path folder) throws Exception {
    try (EmkdServer server = TestShop.server(folder)) {
      ManagedChannel channel = TestShop.channel(server);
      TestShop.publishModel(channel);
      for (int call = 0; call < 5; call++) {
        TestShop.recommend(channel);
      }
      String shop = "\\{model=\"shop\"";
      assertThat(Metrics.scraped(server, "emkd_scoring_batch_size_sum" + shop)).isEqualTo(5);
      assertThat(Metrics.scraped(server, "emkd_scoring_run_seconds_count" + shop)).isEqualTo(5);
      assertThat(Metrics.scraped(server, "emkd_scoring_run_seconds_sum" + shop)).isPositive();
      assertThat(Metrics.scraped(server, "emkd_scoring_wait_seconds_count" + shop)).isEqualTo(5);
      assertThat(Metrics.scraped(server, "emkd_version_load_seconds_count" + shop)).isEqualTo(1);
      assertThat(Metrics.scraped(server, "emkd_versions_in_memory")).isEqualTo(1);
      channel.shutdownNow();
    }
  }

  /** A flood, and few calls that may wait: the thread of the socket refuses most of them. */
  @Test
  void everyCallIsCountedOnceWhoeverRefusesIt(@TempDir Path folder) throws Exception {
    Map<String, Object> settings = Map.of("emkd.scoring-queue-size", 1);
    try (EmkdServer server = TestShop.server(folder, settings)) {
      ManagedChannel channel = TestShop.channel(server);
      CountDownLatch ended = new CountDownLatch(CALLS);
      for (int call = 0; call < CALLS; call++) {
        RecommendationServiceGrpc.newFutureStub(channel)
            .recommend(RecommendRequest.newBuilder().setModel("missing").build())
            .addListener(ended::countDown, Runnable::run);
      }
      assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
      // A call is counted after its caller has been answered.
      for (int attempt = 0;
          attempt < 100 && Metrics.scraped(server, RECOMMEND_COUNT) < CALLS;
          attempt++) {
        Thread.sleep(100);
      }
      assertThat(Metrics.scraped(server, RECOMMEND_COUNT)).isEqualTo(CALLS);
      channel.shutdownNow();
    }
  }
}
