package io.emkd.storage.formats;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.files.ColumnNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads Parquet with DuckDB, row after row; the line of a message is the row. */
final class ParquetReader {
  /** How many times its size may come out of a packed file: little, for what is in it is packed. */
  private static final int GROWTH = 20;

  private static final String TABLE = " FROM read_parquet(?, hive_partitioning = false)";

  private final ReadContext reading;
  private final LineCounter lines;

  ParquetReader(ReadContext reading) {
    this.reading = reading;
    this.lines = reading.lines();
  }

  void read(Path file) throws IOException {
    try (InputStream bytes =
        FileBytes.open(
            file,
            EnumSet.of(FileKind.PARQUET, FileKind.OTHER),
            "a whole Parquet file",
            GROWTH,
            lines)) {
      if (FileBytes.isPacked(file)) {
        Path unpacked =
            Files.createTempFile(file.toAbsolutePath().getParent(), "unpacked-", ".parquet");
        try {
          Files.copy(bytes, unpacked, StandardCopyOption.REPLACE_EXISTING);
          readPlain(unpacked);
        } finally {
          Files.delete(unpacked);
        }
      } else {
        readPlain(file);
      }
    }
  }

  private void readPlain(Path file) {
    lines.at(1);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:", settings())) {
      List<String> types = new ArrayList<>();
      List<Column> header = header(connection, file, types);
      TableRows rows = new TableRows(header, names(header), reading);
      int[] used = rows.used();
      String columns =
          Arrays.stream(used)
              .mapToObj(c -> selected(header.get(c).name(), types.get(c)))
              .collect(Collectors.joining(", "));
      try (PreparedStatement statement = connection.prepareStatement("SELECT " + columns + TABLE)) {
        statement.setString(1, file.toString());
        try (ResultSet row = statement.executeQuery()) {
          @Nullable Object[] values = new @Nullable Object[header.size()];
          for (long number = 1; row.next(); number++) {
            lines.at(number);
            for (int c = 0; c < used.length; c++) {
              values[used[c]] = ParquetValues.value(row, c + 1, types.get(used[c]));
            }
            lines.read(() -> rows.add(column -> values[column]));
          }
        }
      }
    } catch (SQLException unreadable) {
      throw damaged(unreadable, file);
    }
  }

  /** DuckDB runs in little memory, without files and extensions beside. */
  private static Properties settings() {
    Properties settings = new Properties();
    settings.setProperty("jdbc_stream_results", "true");
    settings.setProperty("threads", "1");
    settings.setProperty("memory_limit", "512MB");
    settings.setProperty("temp_directory", "");
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    return settings;
  }

  private static List<Column> header(Connection connection, Path file, List<String> types)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT *" + TABLE + " LIMIT 0")) {
      statement.setString(1, file.toString());
      try (ResultSet none = statement.executeQuery()) {
        ResultSetMetaData columns = none.getMetaData();
        List<Column> header = new ArrayList<>();
        for (int c = 1; c <= columns.getColumnCount(); c++) {
          types.add(columns.getColumnTypeName(c));
          header.add(
              new Column(
                  columns.getColumnName(c),
                  columns.getColumnTypeName(c).endsWith("]")
                      ? Column.Kind.LIST
                      : Column.Kind.VALUE));
        }
        return header;
      }
    }
  }

  private ColumnNames names(List<Column> header) {
    ColumnNames names = reading.options().layout().columns();
    return names.attributes().isEmpty()
            && header.stream().anyMatch(column -> column.name().equals("attributes"))
        ? names.withAttributes("attributes")
        : names;
  }

  private static String selected(String column, String type) {
    String name = '"' + column.replace("\"", "\"\"") + '"';
    return type.equals("JSON") ? name + "::VARCHAR" : name;
  }

  /** Without the path, which is the server's. */
  private InvalidInputException damaged(SQLException unreadable, Path file) {
    String message =
        String.valueOf(unreadable.getMessage()).lines().findFirst().orElse("unreadable");
    return lines.bad(
        message.replace("'" + file + "'", "").replace(file.toString(), "").strip(),
        message.startsWith("Out of Memory")
            ? "a file of smaller row groups"
            : "a whole Parquet file");
  }
}
