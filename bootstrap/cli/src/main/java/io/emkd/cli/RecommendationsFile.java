package io.emkd.cli;

import com.google.gson.JsonObject;
import io.emkd.v1.RecommendResponse;
import io.emkd.v1.RecommendedItem;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Where recommendations for many users go: a file appears, complete, when it is published. */
abstract class RecommendationsFile implements AutoCloseable {
  private RecommendationsFile() {}

  /**
   * @param file ends in {@code .jsonl}: an object a user, the response and its {@code user_id}; or
   *     in {@code .parquet}: a row for each user and item, {@code rank} from 1
   */
  static RecommendationsFile open(Path file) throws IOException {
    boolean parquet = file.toString().endsWith(".parquet");
    if (!parquet && !file.toString().endsWith(".jsonl")) {
      throw new CliException(
          "--output is '"
              + file
              + "' but must with --all-users be json or a file that ends in .jsonl or .parquet");
    }
    LocalFile.requireWritable("--output", file);
    return parquet ? new Parquet(file) : new JsonLinesFile(file);
  }

  /** An object a user and line, as in a file. */
  static RecommendationsFile onStandardOutput() {
    return new JsonLines(new OutputStreamWriter(System.out, StandardCharsets.UTF_8));
  }

  abstract void add(String userId, RecommendResponse response) throws IOException;

  abstract void publish() throws IOException;

  @Override
  public void close() throws IOException {}

  /** As the user knows it. */
  @Override
  public abstract String toString();

  private static Path unfinished(Path target) {
    Path unfinished = target.resolveSibling("." + target.getFileName() + ".unfinished");
    // Where the command is stopped by a signal.
    unfinished.toFile().deleteOnExit();
    return unfinished;
  }

  private static void move(Path unfinished, Path target) throws IOException {
    Files.move(
        unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static class JsonLines extends RecommendationsFile {
    private final BufferedWriter writer;

    JsonLines(Writer writer) {
      this.writer = new BufferedWriter(writer, 1 << 16);
    }

    @Override
    void add(String userId, RecommendResponse response) throws IOException {
      JsonObject line = new JsonObject();
      line.addProperty("user_id", userId);
      Output.jsonObject(response).asMap().forEach(line::add);
      writer.write(Output.jsonLine(line));
      writer.write('\n');
    }

    @Override
    void publish() throws IOException {
      writer.flush();
    }

    @Override
    public String toString() {
      return "standard output";
    }

    final void closeWriter() throws IOException {
      writer.close();
    }
  }

  private static final class JsonLinesFile extends JsonLines {
    private final Path target;

    JsonLinesFile(Path file) throws IOException {
      super(Files.newBufferedWriter(unfinished(file.toAbsolutePath())));
      this.target = file.toAbsolutePath();
    }

    @Override
    void publish() throws IOException {
      closeWriter();
      move(unfinished(target), target);
    }

    @Override
    public String toString() {
      return target.toString();
    }

    @Override
    public void close() throws IOException {
      try {
        closeWriter();
      } finally {
        Files.deleteIfExists(unfinished(target));
      }
    }
  }

  /** Rows are gathered in a DuckDB file beside the target. */
  private static final class Parquet extends RecommendationsFile {
    private final Path target;
    private final Path rows;
    private final Connection connection;
    private final DuckDBAppender appender;

    Parquet(Path file) throws IOException {
      target = file.toAbsolutePath();
      rows = target.resolveSibling("." + target.getFileName() + ".rows");
      rows.toFile().deleteOnExit();
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
        throw unwritable(failed);
      }
    }

    @Override
    public String toString() {
      return target.toString();
    }

    private CliException unwritable(SQLException failed) {
      return new CliException(
          ExitCode.USAGE,
          target
              + " cannot be written: "
              + String.valueOf(failed.getMessage()).lines().findFirst().orElse(""),
          failed);
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
        throw unwritable(failed);
      }
    }

    @Override
    void publish() throws IOException {
      try (Statement statement = connection.createStatement()) {
        appender.close();
        statement.execute(
            "COPY (SELECT * FROM recommendation ORDER BY user_id, rank) TO '"
                + unfinished(target).toString().replace("'", "''")
                + "' (FORMAT parquet)");
      } catch (SQLException failed) {
        throw unwritable(failed);
      }
      move(unfinished(target), target);
    }

    @Override
    public void close() throws IOException {
      try {
        connection.close();
      } catch (SQLException failed) {
        throw unwritable(failed);
      } finally {
        Files.deleteIfExists(rows);
        Files.deleteIfExists(unfinished(target));
      }
    }
  }
}
