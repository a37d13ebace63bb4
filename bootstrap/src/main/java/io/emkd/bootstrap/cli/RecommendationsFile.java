package io.emkd.bootstrap.cli;

import com.google.protobuf.util.JsonFormat;
import io.emkd.v1.RecommendResponse;
import io.emkd.v1.RecommendedItem;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** A file of recommendations that appears, complete, when it is published. */
abstract class RecommendationsFile implements AutoCloseable {
  final Path target;
  final Path unfinished;

  private RecommendationsFile(Path target) {
    this.target = target.toAbsolutePath();
    this.unfinished = this.target.resolveSibling("." + target.getFileName() + ".unfinished");
  }

  /**
   * @param file ends in {@code .jsonl}: an object a user, the response and its {@code user_id}; or
   *     in {@code .parquet}: a row for each user and item, {@code rank} from 1
   */
  static RecommendationsFile open(Path file) throws IOException {
    if (file.toString().endsWith(".jsonl")) {
      return new JsonLines(file);
    }
    if (file.toString().endsWith(".parquet")) {
      return new Parquet(file);
    }
    throw new CliException(
        "--output is '" + file + "' but with --all-users must end in .jsonl or .parquet");
  }

  abstract void add(String userId, RecommendResponse response) throws IOException;

  abstract void finish() throws IOException;

  final void publish() throws IOException {
    finish();
    Files.move(
        unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(unfinished);
  }

  private static final class JsonLines extends RecommendationsFile {
    private final JsonFormat.Printer printer =
        JsonFormat.printer().preservingProtoFieldNames().omittingInsignificantWhitespace();
    private final BufferedWriter writer;

    JsonLines(Path file) throws IOException {
      super(file);
      writer = Files.newBufferedWriter(unfinished);
    }

    @Override
    void add(String userId, RecommendResponse response) throws IOException {
      String user =
          printer.print(com.google.protobuf.Value.newBuilder().setStringValue(userId).build());
      writer.write("{\"user_id\":" + user + "," + printer.print(response).substring(1));
      writer.newLine();
    }

    @Override
    void finish() throws IOException {
      writer.close();
    }
  }

  /** Rows are gathered in a DuckDB file beside the target. */
  private static final class Parquet extends RecommendationsFile {
    private final Path rows;
    private final Connection connection;
    private final DuckDBAppender appender;

    Parquet(Path file) throws IOException {
      super(file);
      rows = target.resolveSibling("." + target.getFileName() + ".rows");
      Files.deleteIfExists(rows);
      try {
        connection = DriverManager.getConnection("jdbc:duckdb:" + rows);
        try (Statement statement = connection.createStatement()) {
          statement.execute(
              "CREATE TABLE recommendation (user_id VARCHAR, rank INTEGER, item_id VARCHAR,"
                  + " title VARCHAR, score DOUBLE, model VARCHAR, version INTEGER, cold_start BOOLEAN)");
        }
        appender =
            connection
                .unwrap(DuckDBConnection.class)
                .createAppender(DuckDBConnection.DEFAULT_SCHEMA, "recommendation");
      } catch (SQLException failed) {
        throw new IOException(failed);
      }
    }

    @Override
    void add(String userId, RecommendResponse response) throws IOException {
      try {
        int rank = 0;
        for (RecommendedItem item : response.getItemsList()) {
          appender.beginRow();
          appender.append(userId);
          appender.append(++rank);
          appender.append(item.getItemId());
          appender.append(item.getTitle());
          appender.append(item.getScore());
          appender.append(response.getModel());
          appender.append(response.getVersion());
          appender.append(response.getColdStart());
          appender.endRow();
        }
      } catch (SQLException failed) {
        throw new IOException(failed);
      }
    }

    @Override
    void finish() throws IOException {
      try (Statement statement = connection.createStatement()) {
        appender.close();
        statement.execute(
            "COPY (SELECT * FROM recommendation ORDER BY user_id, rank) TO '"
                + unfinished.toString().replace("'", "''")
                + "' (FORMAT parquet)");
      } catch (SQLException failed) {
        throw new IOException(failed);
      }
    }

    @Override
    public void close() throws IOException {
      try {
        connection.close();
      } catch (SQLException failed) {
        throw new IOException(failed);
      } finally {
        Files.deleteIfExists(rows);
        super.close();
      }
    }
  }
}
