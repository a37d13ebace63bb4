package io.emkd.storage.sql;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** Inserts many rows into one table by the database's fast way. Not thread-safe. */
interface BulkTable extends AutoCloseable {
  /** Rows appear at the latest when {@link #flush} returns. */
  void add(@Nullable Object... values);

  void flush();

  @Override
  void close();

  /**
   * @param referred what the rows refer to: flushed before they are
   */
  static BulkTable of(
      Handle handle, Dialect dialect, String table, List<String> columns, BulkTable... referred) {
    return dialect == Dialect.SQLITE
        ? new Batches(handle.getConnection(), table, columns, referred)
        : new Copies(handle.getConnection(), table, columns, referred);
  }

  /** JDBC batches of one prepared statement. */
  final class Batches implements BulkTable {
    private static final int BATCH_ROWS = 10_000;

    private final PreparedStatement statement;
    private final BulkTable[] referred;
    private int rows;

    Batches(Connection connection, String table, List<String> columns, BulkTable... referred) {
      this.referred = referred;
      try {
        statement =
            connection.prepareStatement(
                "INSERT INTO "
                    + table
                    + " ("
                    + String.join(", ", columns)
                    + ") VALUES ("
                    + String.join(", ", Collections.nCopies(columns.size(), "?"))
                    + ")");
      } catch (SQLException failed) {
        throw unable(failed);
      }
    }

    @Override
    public void add(@Nullable Object... values) {
      try {
        for (int v = 0; v < values.length; v++) {
          statement.setObject(v + 1, values[v]);
        }
        statement.addBatch();
        if (++rows == BATCH_ROWS) {
          flush();
        }
      } catch (SQLException failed) {
        throw unable(failed);
      }
    }

    @Override
    public void flush() {
      try {
        if (rows > 0) {
          for (BulkTable table : referred) {
            table.flush();
          }
          statement.executeBatch();
          rows = 0;
        }
      } catch (SQLException failed) {
        throw unable(failed);
      }
    }

    @Override
    public void close() {
      try {
        statement.close();
      } catch (SQLException failed) {
        throw unable(failed);
      }
    }
  }

  /** COPY in PostgreSQL's text format, some megabytes at a time. */
  final class Copies implements BulkTable {
    private static final int COPIED_BYTES = 4 << 20;

    private final PGConnection connection;
    private final String command;
    private final BulkTable[] referred;
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();

    Copies(Connection connection, String table, List<String> columns, BulkTable... referred) {
      this.referred = referred;
      try {
        this.connection = connection.unwrap(PGConnection.class);
      } catch (SQLException failed) {
        throw unable(failed);
      }
      command = "COPY " + table + " (" + String.join(", ", columns) + ") FROM STDIN";
    }

    @Override
    public void add(@Nullable Object... values) {
      for (int v = 0; v < values.length; v++) {
        if (v > 0) {
          text.write('\t');
        }
        text.writeBytes(field(values[v]));
      }
      text.write('\n');
      if (text.size() >= COPIED_BYTES) {
        flush();
      }
    }

    private static byte[] field(@Nullable Object value) {
      if (value == null) {
        return new byte[] {'\\', 'N'};
      }
      String plain = value.toString();
      String escaped =
          value instanceof String
              ? plain
                  .replace("\\", "\\\\")
                  .replace("\t", "\\t")
                  .replace("\n", "\\n")
                  .replace("\r", "\\r")
              : plain;
      return escaped.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void flush() {
      if (text.size() == 0) {
        return;
      }
      for (BulkTable table : referred) {
        table.flush();
      }
      try {
        connection.getCopyAPI().copyIn(command, new ByteArrayInputStream(text.toByteArray()));
        text.reset();
      } catch (SQLException failed) {
        throw unable(failed);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    @Override
    public void close() {}
  }

  static RuntimeException unable(SQLException failed) {
    return new UnableToExecuteStatementException(failed, null);
  }
}
