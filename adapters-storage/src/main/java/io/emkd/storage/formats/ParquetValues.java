package io.emkd.storage.formats;

import java.sql.Array;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Struct;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What DuckDB gives, in the types that {@link Cells} knows. */
final class ParquetValues {
  private ParquetValues() {}

  /**
   * @param type DuckDB's name of it
   */
  static @Nullable Object value(ResultSet row, int column, String type) throws SQLException {
    try {
      return plain(
          type.startsWith("TIMESTAMP") && !type.endsWith("ZONE")
              // A java.sql.Timestamp has no hour that the server's zone skips in spring.
              ? row.getObject(column, LocalDateTime.class)
              : row.getObject(column));
    } catch (RuntimeException unreadable) {
      throw new SQLException("a " + type + " that cannot be read", unreadable);
    }
  }

  private static @Nullable Object plain(@Nullable Object value) throws SQLException {
    if (value instanceof Array array) {
      List<Object> list = new ArrayList<>();
      for (Object element : (Object[]) array.getArray()) {
        list.add(plain(element));
      }
      return list;
    }
    if (value instanceof Blob blob) {
      return blob.getBytes(1, (int) blob.length());
    }
    if (value instanceof Struct) {
      return Map.of();
    }
    return value instanceof Timestamp timestamp ? timestamp.toLocalDateTime() : value;
  }
}
