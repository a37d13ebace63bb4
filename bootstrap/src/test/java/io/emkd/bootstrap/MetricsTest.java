package io.emkd.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.bootstrap.server.EmkdServer;
import io.emkd.v1.ItemSequence;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendationServiceGrpc;
import io.emkd.v1.TrainingServiceGrpc;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {
  private static final int CALLS = 2000;
  private static final String RECOMMEND_COUNT =
      "grpc_server_processing_duration_seconds_count\\{method=\"Recommend\"";

  /** The sum of all samples whose line begins so. */
  private static double scraped(int port, String beginning)
      throws IOException, InterruptedException {
    HttpRequest scrape =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/prometheus")).build();
    String text =
        HttpClient.newHttpClient().send(scrape, HttpResponse.BodyHandlers.ofString()).body();
    Matcher samples =
        Pattern.compile("^" + beginning + ".* ([0-9.eE+-]+)$", Pattern.MULTILINE).matcher(text);
    double sum = 0;
    while (samples.find()) {
      sum += Double.parseDouble(samples.group(1));
    }
    return sum;
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  @Test
  void whatAModelsQueueDoesIsCountedByModel(@TempDir Path folder) throws Exception {
    int port = freePort();
    try (EmkdServer server = TestShop.server(folder, Map.of("emkd.metrics-port", port))) {
      ManagedChannel channel = TestShop.channel(server);
      TestShop.importText(channel, "shop", TestShop.interactions(60));
      TrainingServiceGrpc.newBlockingStub(channel)
          .train(TestShop.training("shop", "shop", 1))
          .forEachRemaining(event -> {});
      for (int call = 0; call < 5; call++) {
        RecommendationServiceGrpc.newBlockingStub(channel)
            .recommend(
                RecommendRequest.newBuilder()
                    .setModel("shop")
                    .setItems(ItemSequence.newBuilder().addItemIds("i1"))
                    .build());
      }
      String shop = "\\{model=\"shop\"";
      assertThat(scraped(port, "emkd_scoring_batch_size_sum" + shop)).isEqualTo(5);
      assertThat(scraped(port, "emkd_scoring_run_seconds_count" + shop)).isEqualTo(5);
      assertThat(scraped(port, "emkd_scoring_run_seconds_sum" + shop)).isPositive();
      assertThat(scraped(port, "emkd_scoring_wait_seconds_count" + shop)).isEqualTo(5);
      assertThat(scraped(port, "emkd_version_load_seconds_count" + shop)).isEqualTo(1);
      assertThat(scraped(port, "emkd_versions_in_memory")).isEqualTo(1);
      channel.shutdownNow();
    }
  }

  /** A flood, and few calls that may wait: the thread of the socket refuses most of them. */
  @Test
  void everyCallIsCountedOnceWhoeverRefusesIt(@TempDir Path folder) throws Exception {
    int port = freePort();
    Map<String, Object> settings = Map.of("emkd.metrics-port", port, "emkd.scoring-queue-size", 1);
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
      for (int attempt = 0; attempt < 100 && scraped(port, RECOMMEND_COUNT) < CALLS; attempt++) {
        Thread.sleep(100);
      }
      assertThat(scraped(port, RECOMMEND_COUNT)).isEqualTo(CALLS);
      channel.shutdownNow();
    }
  }
}
