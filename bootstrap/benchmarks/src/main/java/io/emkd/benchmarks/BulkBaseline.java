package io.emkd.benchmarks;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;
import org.postgresql.PGConnection;

/** The engine's own bulk load, of numbers, into a table like the store's, in one transaction. */
@FunctionalInterface
public interface BulkBaseline {
  void load(Consumer<StorageBenchmark.RowSink> rows) throws IOException;

  /** As {@code .import} does: one prepared insert, the default journal; with the store's cache. */
  static BulkBaseline sqlite(Path file) {
    return rows -> {
      try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
        try (Statement statement = connection.createStatement()) {
          statement.execute("PRAGMA cache_size = -65536");
          statement.execute(
              "CREATE TABLE interaction (user_id INTEGER NOT NULL, event_time REAL NOT NULL,"
                  + " arrival INTEGER NOT NULL, item_id INTEGER NOT NULL,"
                  + " PRIMARY KEY (user_id, event_time, arrival)) WITHOUT ROWID");
        }
        connection.setAutoCommit(false);
        try (PreparedStatement insert =
            connection.prepareStatement("INSERT INTO interaction VALUES (?, ?, ?, ?)")) {
          int[] waiting = {0};
          rows.accept(
              (user, time, arrival, item) -> {
                try {
                  insert.setLong(1, user);
                  insert.setDouble(2, time);
                  insert.setLong(3, arrival);
                  insert.setLong(4, item);
                  insert.addBatch();
                  if (++waiting[0] == 10_000) {
                    insert.executeBatch();
                    waiting[0] = 0;
                  }
                } catch (SQLException failed) {
                  throw new IllegalStateException(failed);
                }
              });
          insert.executeBatch();
        }
        connection.commit();
      } catch (SQLException failed) {
        throw new IOException(failed);
      } finally {
        Files.deleteIfExists(file);
      }
    };
  }

  /** COPY from text. */
  static BulkBaseline postgresql(String url, String user, String password) {
    return rows -> {
      try (Connection connection = DriverManager.getConnection(url, user, password)) {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
          statement.execute("DROP TABLE IF EXISTS bulk_baseline");
          statement.execute(
              "CREATE TABLE bulk_baseline (user_id BIGINT NOT NULL, event_time DOUBLE PRECISION NOT NULL,"
                  + " arrival BIGINT NOT NULL, item_id BIGINT NOT NULL,"
                  + " PRIMARY KEY (user_id, event_time, arrival))");
        }
        var copy = connection.unwrap(PGConnection.class).getCopyAPI();
        StringBuilder text = new StringBuilder();
        rows.accept(
            (u, time, arrival, item) -> {
              text.append(u).append('\t').append(time).append('\t').append(arrival);
              text.append('\t').append(item).append('\n');
              if (text.length() > 4 << 20) {
                copy(copy, text);
              }
            });
        copy(copy, text);
        connection.commit();
        try (Statement statement = connection.createStatement()) {
          statement.execute("DROP TABLE bulk_baseline");
        }
        connection.commit();
      } catch (SQLException failed) {
        throw new IOException(failed);
      }
    };
  }

  /** Of the whole database. */
  static long postgresqlBytes(String url, String user, String password) throws IOException {
    try (Connection connection = DriverManager.getConnection(url, user, password);
        Statement statement = connection.createStatement();
        ResultSet size = statement.executeQuery("SELECT pg_database_size(current_database())")) {
      size.next();
      return size.getLong(1);
    } catch (SQLException failed) {
      throw new IOException(failed);
    }
  }

  private static void copy(org.postgresql.copy.CopyManager copy, StringBuilder text) {
    try {
      copy.copyIn(
          "COPY bulk_baseline FROM STDIN",
          new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8)));
      text.setLength(0);
    } catch (SQLException | IOException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
