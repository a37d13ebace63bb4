package io.emkd.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.bootstrap.server.EmkdServer;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendationServiceGrpc;
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
  private static final Pattern RECOMMEND_COUNT =
      Pattern.compile(
          "grpc_server_processing_duration_seconds_count\\{method=\"Recommend\".*\\} ([0-9.]+)");

  private static long recommendCalls(int port) throws IOException, InterruptedException {
    HttpRequest scrape =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/prometheus")).build();
    String text =
        HttpClient.newHttpClient().send(scrape, HttpResponse.BodyHandlers.ofString()).body();
    Matcher counts = RECOMMEND_COUNT.matcher(text);
    long sum = 0;
    while (counts.find()) {
      sum += (long) Double.parseDouble(counts.group(1));
    }
    return sum;
  }

  /** A flood, and few calls that may wait: the thread of the socket refuses most of them. */
  @Test
  void everyCallIsCountedOnceWhoeverRefusesIt(@TempDir Path folder) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
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
      for (int attempt = 0; attempt < 100 && recommendCalls(port) < CALLS; attempt++) {
        Thread.sleep(100);
      }
      assertThat(recommendCalls(port)).isEqualTo(CALLS);
      channel.shutdownNow();
    }
  }
}
