package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server tells whoever watches it while its PostgreSQL is away. */
class LostPostgresTest {
  @TempDir Path folder;
  private Postgres postgres;
  private ServerProcess server;

  @AfterEach
  void stop() throws InterruptedException {
    if (server != null) {
      server.kill();
    }
    if (postgres != null) {
      postgres.close();
    }
  }

  private static HttpResponse<String> awaitReadiness(int http, int status) throws Exception {
    while (true) {
      HttpResponse<String> said = Scrape.get(http, "/health/readiness", "*/*");
      if (said.statusCode() == status) {
        return said;
      }
      Thread.sleep(50);
    }
  }

  @Test
  void readinessAndMetricsSaySoAndTakeItBackAndLivenessDoesNot() throws Exception {
    postgres = Postgres.start();
    int http = Replicas.freePort();
    server =
        ServerProcess.start(
            folder.resolve("own"),
            0,
            http,
            postgres.settings("serving,training", folder.resolve("shared").toString()),
            ProcessBuilder.Redirect.DISCARD);
    awaitReadiness(http, 200);
    assertThat(Scrape.of(http, "text/plain").text())
        .contains("\nemkd_store_up 1.0\n", "\nemkd_ready 1.0\n")
        .containsPattern("hikaricp_connections_max\\{pool=\"[^\"]+\"} [1-9]")
        .containsPattern("hikaricp_connections_acquire_seconds_count\\{pool=\"[^\"]+\"} [1-9]");

    postgres.kill();

    assertThat(awaitReadiness(http, 503).body()).contains("store");
    assertThat(Scrape.get(http, "/health/liveness", "*/*").statusCode()).isEqualTo(200);
    assertThat(Scrape.of(http, "text/plain").text())
        .contains("\nemkd_store_up 0.0\n", "\nemkd_ready 0.0\n");

    postgres.startAgain();

    awaitReadiness(http, 200);
    assertThat(Scrape.of(http, "text/plain").text()).contains("\nemkd_store_up 1.0\n");
  }
}
