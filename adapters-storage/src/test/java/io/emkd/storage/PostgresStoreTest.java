package io.emkd.storage;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.emkd.storage.sql.PostgresDatabase;
import io.emkd.storage.sql.SqlDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
    return new PostgresDatabase(
        new PostgresDatabase.Settings(
            "jdbc:postgresql://"
                + container.getHost()
                + ":"
                + container.getMappedPort(5432)
                + "/"
                + name,
            container.getUsername(),
            container.getPassword(),
            6,
            Duration.ofSeconds(30)));
  }
}
