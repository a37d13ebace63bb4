package io.emkd.storage.importing;

import io.emkd.domain.port.DatasetStore;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** Reads Parquet with DuckDB, row after row; the line of a message is the row. */
final class ParquetReader {
  private final ColumnNames names;

  ParquetReader(ColumnNames names) {
    this.names = names;
  }

  void read(Path file, LineCounter lines, DatasetStore.Sink sink) {
    Properties streaming = new Properties();
    streaming.setProperty("jdbc_stream_results", "true");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:", streaming);
        PreparedStatement statement =
            connection.prepareStatement("SELECT * FROM read_parquet(?)")) {
      statement.setString(1, file.toString());
      try (ResultSet rows = statement.executeQuery()) {
        ResultSetMetaData columns = rows.getMetaData();
        checkHeader(columns, lines);
        for (long row = 1; rows.next(); row++) {
          lines.at(row);
          Map<String, Object> values = values(rows, columns);
          lines.read(() -> new ValueRow(values, names, lines).sendTo(sink));
        }
      }
    } catch (SQLException unreadable) {
      throw lines.bad(
          String.valueOf(unreadable.getMessage()).lines().findFirst().orElse("unreadable"),
          "a whole Parquet file");
    }
  }

  private void checkHeader(ResultSetMetaData columns, LineCounter lines) throws SQLException {
    for (int c = 1; c <= columns.getColumnCount(); c++) {
      if (columns.getColumnName(c).equals(names.itemOrDefault())) {
        return;
      }
    }
    throw lines.bad(
        "a table without it", "a table with the item column '" + names.itemOrDefault() + "'");
  }

  private static Map<String, Object> values(ResultSet row, ResultSetMetaData columns)
      throws SQLException {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int c = 1; c <= columns.getColumnCount(); c++) {
      Object value = row.getObject(c);
      values.put(
          columns.getColumnName(c),
          value instanceof Array list ? Arrays.asList((Object[]) list.getArray()) : value);
    }
    return values;
  }
}
