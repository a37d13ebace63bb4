package io.emkd.storage.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.error.UnmetPreconditionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

class SqliteStoreTest extends ImportContract {
  @Override
  SqlDatabase open() {
    return SqliteDatabase.open(folder.resolve("emkd.sqlite"));
  }

  @Test
  void aSecondOpenerIsRefusedUntilTheFirstHasClosed() {
    assertThatThrownBy(this::open)
        .isInstanceOf(UnmetPreconditionException.class)
        .hasMessageContaining("another server has")
        .hasMessageContaining("PostgreSQL");
    database.close();
    database = open();
    assertThat(new SqlDatasetStore(database, folder.resolve("scratch")).list()).isEmpty();
  }

  @Test
  void theLogStaysSmallWhileALargeImportIsCopied() throws IOException {
    Path log = folder.resolve("emkd.sqlite-wal");
    String text = "x".repeat(200);
    datasets.replace(
        new DatasetDefinition("shop", 0),
        sink -> {
          for (int i = 0; i < 400_000; i++) {
            sink.item(new Item(text + i, "", List.of()));
          }
        });
    // Of which the file keeps its largest size.
    assertThat(Files.size(log)).isPositive().isLessThanOrEqualTo(128L << 20);
  }

  @Override
  long rows(String table) {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("emkd.sqlite"));
        Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("SELECT count(*) FROM " + table)) {
      return count.getLong(1);
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Test
  void theFirstReleasedSchemaIsMigratedWithItsData() throws SQLException {
    Path file = folder.resolve("old.sqlite");
    Flyway.configure()
        .dataSource("jdbc:sqlite:" + file, null, null)
        .locations("classpath:io/emkd/storage/migrations/sqlite")
        .target("1")
        .load()
        .migrate();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO dataset VALUES (1, 'shop', 0)");
      statement.execute("INSERT INTO item VALUES (1, 1, 'a', 'A'), (2, 1, 'b', '')");
      statement.execute("INSERT INTO app_user VALUES (1, 1, 'u')");
      statement.execute("INSERT INTO interaction VALUES (1, 5, 0, 1), (1, 5, 1, 2)");
    }
    try (SqlDatabase migrated = SqliteDatabase.open(file);
        var appended = new SqlInteractionLog(migrated)) {
      appended.append("shop", List.of(event("u", "a", 5, ""))).join();
      assertThat(new SqlDatasetStore(migrated, folder.resolve("scratch")).history("shop", "u"))
          .containsExactly("a", "b", "a");
    }
  }

  @Test
  void theFirstMigrationIsAsItWasReleased() throws IOException {
    try (InputStream in =
        SqlDatabase.class.getResourceAsStream(
            "/io/emkd/storage/migrations/sqlite/V1__datasets_and_trainings.sql")) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8).hashCode())
          .isEqualTo(RELEASED_HASH);
    }
  }

  private static final int RELEASED_HASH = 2138422395;

  @Test
  void aNewerSchemaIsRefused() throws SQLException {
    Path file = folder.resolve("newer.sqlite");
    SqliteDatabase.open(file).close();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO flyway_schema_history (installed_rank, version, description, type, script,"
              + " checksum, installed_by, execution_time, success)"
              + " VALUES (99, '99', 'of the future', 'SQL', 'V99.sql', 1, '', 1, 1)");
    }
    assertThatThrownBy(() -> SqliteDatabase.open(file))
        .isInstanceOf(UnmetPreconditionException.class)
        .hasMessageContaining("newer server");
  }
}
