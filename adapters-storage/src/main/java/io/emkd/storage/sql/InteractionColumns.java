package io.emkd.storage.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** How an interaction stands in its table: a weight or type that is not given is NULL. */
final class InteractionColumns {
  static final List<String> ALL =
      List.of("user_id", "event_time", "arrival", "item_id", "weight", "type");

  private InteractionColumns() {}

  /** Not a number where not given. */
  static double weight(ResultSet row, int column) throws SQLException {
    double weight = row.getDouble(column);
    return row.wasNull() ? Double.NaN : weight;
  }

  /** Empty where not given. */
  static String type(ResultSet row, int column) throws SQLException {
    String type = row.getString(column);
    return type == null ? "" : type;
  }
}
