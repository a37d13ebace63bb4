package io.emkd.storage.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.InteractionLog.Appended;
import io.emkd.domain.error.UnavailableException;
import io.emkd.domain.error.UnmetPreconditionException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.PostgreSQLContainer;

class PostgresStoreTest extends ImportContract {
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
    emptyDatabase();
    return connect();
  }

  private static void emptyDatabase() {
    String name = "emkd" + ++databases;
    try (Connection connection =
            DriverManager.getConnection(
                container.getJdbcUrl(), container.getUsername(), container.getPassword());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static SqlDatabase connect() {
    return connect(Duration.ofSeconds(30));
  }

  /** A connection to the newest database. */
  private static SqlDatabase connect(Duration statementTimeout) {
    return new PostgresDatabase(
        new PostgresDatabase.Settings(
            url(), container.getUsername(), container.getPassword(), 6, statementTimeout));
  }

  private static String url() {
    return String.format(
        "jdbc:postgresql://%s:%d/emkd%d",
        container.getHost(), container.getMappedPort(5432), databases);
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
      assertThat(new SqlDatasetStore(other, folder.resolve("scratch")).history("shop", "u"))
          .containsExactly("b");
      new SqlDatasetStore(other, folder.resolve("scratch"))
          .replace(
              new DatasetDefinition("shop", 0),
              sink -> sink.interaction(new Interaction("u", "c", 3)));
      log.append("shop", List.of(event("u", "d", 4, ""))).join();
      assertThat(datasets.history("shop", "u")).containsExactly("c", "d");
    }
  }

  @Override
  long rows(String table) {
    try (Connection connection =
            DriverManager.getConnection(url(), container.getUsername(), container.getPassword());
        Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("SELECT count(*) FROM " + table)) {
      count.next();
      return count.getLong(1);
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Test
  void aStatementThatTheDatabaseStoppedForItsTimeoutIsUnavailable() throws SQLException {
    datasets.create(new DatasetDefinition("shop", 0));
    try (SqlDatabase impatient = connect(Duration.ofMillis(300));
        SqlInteractionLog impatientLog = new SqlInteractionLog(impatient);
        Connection blocker =
            DriverManager.getConnection(url(), container.getUsername(), container.getPassword());
        Statement statement = blocker.createStatement()) {
      blocker.setAutoCommit(false);
      statement.execute("SELECT next FROM arrival FOR UPDATE");
      CompletableFuture<?> stopped = impatientLog.append("shop", List.of(event("u", "a", 1, "")));
      assertThatThrownBy(stopped::join).hasCauseInstanceOf(UnavailableException.class);
      blocker.rollback();
      assertThat(impatientLog.append("shop", List.of(event("u", "a", 1, ""))).join().appended())
          .isEqualTo(1);
    }
  }

  @Test
  void theFirstReleasedSchemaIsMigratedWithItsData() throws SQLException {
    emptyDatabase();
    Flyway.configure()
        .dataSource(url(), container.getUsername(), container.getPassword())
        .locations("classpath:io/emkd/storage/migrations/postgresql")
        .target("1")
        .load()
        .migrate();
    execute("INSERT INTO dataset (name, min_interactions) VALUES ('old', 3)");
    execute("INSERT INTO app_user (dataset_id, user_key) VALUES (1, 'u')");
    execute("INSERT INTO item (dataset_id, item_key) VALUES (1, 'a'), (1, 'b')");
    execute("INSERT INTO interaction VALUES (1, 5, 0, 2), (1, 4, 1, 1)");
    try (SqlDatabase migrated = connect();
        SqlInteractionLog migratedLog = new SqlInteractionLog(migrated)) {
      assertThat(new SqlDatasetStore(migrated, folder.resolve("scratch")).history("old", "u"))
          .containsExactly("a", "b");
      migratedLog.append("old", List.of(event("u", "c", 5, "e"))).join();
      assertThat(new SqlDatasetStore(migrated, folder.resolve("scratch")).history("old", "u"))
          .containsExactly("a", "b", "c");
    }
  }

  @Test
  void whoStallsInTheMidstOfATransactionHoldsUpOthersForAWhileOnly() {
    datasets.create(new DatasetDefinition("shop", 0));
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CompletableFuture<Integer> stalled =
        CompletableFuture.supplyAsync(
            () ->
                database.write(
                    handle -> {
                      ArrivalRow.lock(handle);
                      begun.countDown();
                      await(goOn);
                      return handle.execute("UPDATE arrival SET next = next");
                    }));
    await(begun);
    assertThat(append(event("u", "a", 1, ""))).isEqualTo(new Appended(1, 0));
    assertThat(stalled).isNotDone();
    goOn.countDown();
    assertThatThrownBy(stalled::join).hasCauseInstanceOf(UnavailableException.class);
  }

  @Test
  void aNewerSchemaIsRefused() throws SQLException {
    execute(
        "INSERT INTO flyway_schema_history VALUES"
            + " (999, '999', 'newer', 'SQL', 'V999__newer.sql', 0, 'x', now(), 0, true)");
    assertThatThrownBy(PostgresStoreTest::connect)
        .isInstanceOf(UnmetPreconditionException.class)
        .hasMessageContaining("a newer server may have made it");
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(url(), container.getUsername(), container.getPassword());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
