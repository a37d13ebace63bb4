package io.emkd.storage.formats;

import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.Item;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Parquet by DuckDB, which gathers the rows in a file of its own beside. */
final class ParquetWriter implements DatasetWriter {
  private final Path directory;
  private final Path rows;
  private final DuckDBConnection connection;
  private final DuckDBAppender interactions;
  private final DuckDBAppender items;

  ParquetWriter(Path directory) throws IOException {
    this.directory = directory;
    this.rows = directory.resolve("rows.duckdb");
    try {
      connection =
          DriverManager.getConnection("jdbc:duckdb:" + rows).unwrap(DuckDBConnection.class);
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            "CREATE TABLE interactions (user_id VARCHAR, item_id VARCHAR, timestamp DOUBLE,"
                + " weight DOUBLE, type VARCHAR)");
        statement.execute(
            "CREATE TABLE items (item_id VARCHAR, title VARCHAR, attributes VARCHAR[])");
      }
      interactions = connection.createAppender(DuckDBConnection.DEFAULT_SCHEMA, "interactions");
      items = connection.createAppender(DuckDBConnection.DEFAULT_SCHEMA, "items");
    } catch (SQLException failed) {
      throw new IOException(failed);
    }
  }

  @Override
  public void item(Item item) throws IOException {
    try {
      items.beginRow();
      items.append(item.id());
      items.append(item.title());
      items.append(item.attributes());
      items.endRow();
    } catch (SQLException failed) {
      throw new IOException(failed);
    }
  }

  @Override
  public void interaction(Interaction interaction) throws IOException {
    try {
      interactions.beginRow();
      interactions.append(interaction.userId());
      interactions.append(interaction.itemId());
      interactions.append(interaction.timestamp());
      if (interaction.weightOrNull() == null) {
        interactions.appendNull();
      } else {
        interactions.append(interaction.weight());
      }
      if (interaction.typeOrNull() == null) {
        interactions.appendNull();
      } else {
        interactions.append(interaction.type());
      }
      interactions.endRow();
    } catch (SQLException failed) {
      throw new IOException(failed);
    }
  }

  @Override
  public List<Path> finish() throws IOException {
    try {
      interactions.close();
      items.close();
      return List.of(copy("interactions"), copy("items"));
    } catch (SQLException failed) {
      throw new IOException(failed);
    }
  }

  private Path copy(String table) throws SQLException {
    Path file = directory.resolve(table + ".parquet");
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY " + table + " TO '" + file.toString().replace("'", "''") + "' (FORMAT parquet)");
    }
    return file;
  }

  @Override
  public void close() throws IOException {
    try {
      connection.close();
    } catch (SQLException failed) {
      throw new IOException(failed);
    } finally {
      Files.deleteIfExists(rows);
    }
  }
}
