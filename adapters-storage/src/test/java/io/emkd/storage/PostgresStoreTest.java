package io.emkd.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.emkd.domain.data.DatasetDefinition;
import io.emkd.domain.data.Interaction;
import io.emkd.storage.sql.PostgresDatabase;
import io.emkd.storage.sql.SqlDatabase;
import io.emkd.storage.sql.SqlDatasetStore;
import io.emkd.storage.sql.SqlInteractionLog;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.PostgreSQLContainer;

class PostgresStoreTest extends StoreContract {
  private static PostgreSQLContainer<?> container;
  private static int databases;

  @BeforeAll
  static void startServer() {
    assumeTrue(
        DockerClientFactory.instance().isDockerAvailable(),
        "SKIPPED: no Docker engine; shared/tools/docker-postgres starts one");
    container = new PostgreSQLContainer<>("postgres:15");
    container.start();
  }

  @AfterAll
  static void stopServer() {
    if (container != null) {
      container.stop();
    }
  }

  @Override
  SqlDatabase open() {
    String name = "emkd" + ++databases;
    try (Connection connection =
            DriverManager.getConnection(
                container.getJdbcUrl(), container.getUsername(), container.getPassword());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
    return connect();
  }

  /** To the newest database. */
  private static SqlDatabase connect() {
    return new PostgresDatabase(
        new PostgresDatabase.Settings(
            "jdbc:postgresql://"
                + container.getHost()
                + ":"
                + container.getMappedPort(5432)
                + "/"
                + "emkd"
                + databases,
            container.getUsername(),
            container.getPassword(),
            6,
            Duration.ofSeconds(30)));
  }

  @Test
  void aUserThatAnotherProcessDeletedIsMadeAgainByTheNextEvent() {
    datasets.create(new DatasetDefinition("shop", 0));
    log.append("shop", List.of(event("u", "a", 1, ""))).join();
    try (SqlDatabase other = connect();
        SqlInteractionLog otherLog = new SqlInteractionLog(other)) {
      assertThat(otherLog.deleteUser("shop", "u")).isEqualTo(1);
      assertThat(log.append("shop", List.of(event("u", "b", 2, ""))).join().appended())
          .isEqualTo(1);
      assertThat(new SqlDatasetStore(other).history("shop", "u")).containsExactly("b");
      new SqlDatasetStore(other)
          .replace(
              new DatasetDefinition("shop", 0),
              sink -> sink.interaction(new Interaction("u", "c", 3)));
      log.append("shop", List.of(event("u", "d", 4, ""))).join();
      assertThat(datasets.history("shop", "u")).containsExactly("c", "d");
    }
  }
}
