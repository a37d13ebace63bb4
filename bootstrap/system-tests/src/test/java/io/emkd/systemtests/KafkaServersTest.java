package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.emkd.v1.CreateDatasetRequest;
import io.emkd.v1.Dataset;
import io.emkd.v1.DatasetServiceGrpc;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers of one group and one PostgreSQL. */
class KafkaServersTest {
  private static final int PARTITIONS = 4;
  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir Path folder;

  private record Reader(ServerProcess server, int metricsPort) {
    /** The partitions that it has; none while it does not answer. */
    List<String> partitions() throws Exception {
      return Pattern.compile("^emkd_events_lag\\{partition=\"(\\d+)\"", Pattern.MULTILINE)
          .matcher(Scrape.get(metricsPort, "/prometheus", "text/plain").body())
          .results()
          .map((MatchResult row) -> row.group(1))
          .toList();
    }

    void signal(String signal) throws Exception {
      int status =
          new ProcessBuilder("kill", "-" + signal, String.valueOf(server.process().pid()))
              .start()
              .waitFor();
      assertThat(status).isZero();
    }
  }

  private Reader reader(String name, Postgres postgres, KafkaBroker broker) throws Exception {
    Map<String, String> settings =
        new HashMap<>(postgres.settings("serving", folder.resolve("shared").toString()));
    settings.put("EMKD_EVENTS", broker.events("views", "shop", ""));
    settings.put("EMKD_WARM_UP", "0s");
    int metricsPort = Replicas.freePort();
    return new Reader(
        ServerProcess.start(
            folder.resolve(name), 0, metricsPort, settings, ProcessBuilder.Redirect.DISCARD),
        metricsPort);
  }

  @Test
  void serversShareTheTopicAndOneThatStallsAndComesBackWritesNothingTwice() throws Exception {
    try (Postgres postgres = Postgres.start();
        KafkaBroker broker = KafkaBroker.start(folder.resolve("broker"))) {
      broker.createTopic("views", PARTITIONS);
      Reader one = reader("one", postgres, broker);
      Reader other = null;
      try {
        var unused =
            DatasetServiceGrpc.newBlockingStub(one.server.channel())
                .createDataset(
                    CreateDatasetRequest.newBuilder()
                        .setDataset(Dataset.newBuilder().setName("shop"))
                        .build());
        Reader second = reader("other", postgres, broker);
        other = second;
        awaitShared(one, second);
        KafkaLoad load = new KafkaLoad(broker, "views");
        load.awaitSent(0.05);
        await().atMost(LONG).until(() -> count(postgres) > 0);
        one.signal("STOP");
        await()
            .atMost(LONG)
            .untilAsserted(() -> assertThat(second.partitions()).hasSize(PARTITIONS));
        one.signal("CONT");
        awaitShared(one, second);
        int before = count(postgres);
        await().atMost(LONG).until(() -> count(postgres) > before);
        assertThat(load.isSending()).isTrue();
        second.server.kill();
        load.awaitEnd();
        await()
            .atMost(LONG)
            .untilAsserted(
                () -> assertThat(count(postgres)).isGreaterThanOrEqualTo(KafkaLoad.EVENTS));
        assertThat(count(postgres)).isEqualTo(KafkaLoad.EVENTS);
        assertThat(histories(postgres))
            .hasSize(KafkaLoad.USERS)
            .allSatisfy((user, items) -> assertThat(items).isEqualTo(KafkaLoad.items()));
      } finally {
        one.server.kill();
        if (other != null) {
          other.server.kill();
        }
      }
    }
  }

  /** Returns when each has some of the partitions. */
  private static void awaitShared(Reader one, Reader other) {
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              List<String> read = new ArrayList<>(one.partitions());
              assertThat(read).isNotEmpty();
              assertThat(other.partitions()).isNotEmpty();
              read.addAll(other.partitions());
              assertThat(read).containsExactlyInAnyOrder("0", "1", "2", "3");
            });
  }

  private static int count(Postgres postgres) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM interaction")) {
      row.next();
      return row.getInt(1);
    }
  }

  private static Map<String, List<String>> histories(Postgres postgres) throws SQLException {
    Map<String, List<String>> histories = new HashMap<>();
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT u.user_key, i.item_key FROM interaction n"
                    + " JOIN app_user u ON u.id = n.user_id JOIN item i ON i.id = n.item_id"
                    + " ORDER BY n.arrival")) {
      while (rows.next()) {
        histories
            .computeIfAbsent(rows.getString(1), user -> new ArrayList<>())
            .add(rows.getString(2));
      }
    }
    return histories;
  }
}
