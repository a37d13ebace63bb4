package io.emkd.storage.sql;

import io.emkd.domain.data.Interaction;
import io.emkd.domain.error.UnavailableException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatements;

/** Reads the interactions of one user by the index. Thread-safe. */
final class UserSequences {
  private static final int ATTEMPTS = 3;

  /**
   * The user's id is one value, not a join: the newest rows are then read from the end of the
   * user's part of the index.
   */
  private static final String ROWS =
      "SELECT item_id, event_time, weight, type, (SELECT deletions FROM arrival WHERE id = 1)"
          + " FROM interaction WHERE user_id ="
          + " (SELECT u.id FROM app_user u JOIN dataset d ON d.id = u.dataset_id"
          + " WHERE d.name = :dataset AND u.user_key = :user)";

  private final SqlDatabase database;

  UserSequences(SqlDatabase database) {
    this.database = database;
  }

  private record Row(long item, double time, double weight, String type, long deletions) {
    static Row of(ResultSet row) throws SQLException {
      double weight = row.getDouble(3);
      boolean weighed = !row.wasNull();
      String type = row.getString(4);
      return new Row(
          row.getLong(1),
          row.getDouble(2),
          weighed ? weight : Double.NaN,
          type == null ? "" : type,
          row.getLong(5));
    }
  }

  /** Newest first; none if there is no such user. */
  List<Interaction> newest(Handle handle, String dataset, String user, int limit) {
    return read(
        handle,
        ROWS + " ORDER BY event_time DESC, arrival DESC LIMIT :limit",
        dataset,
        user,
        limit);
  }

  /** Oldest first; none if there is no such user. */
  List<Interaction> all(Handle handle, String dataset, String user) {
    return read(handle, ROWS + " ORDER BY event_time, arrival", dataset, user, 0);
  }

  private List<Interaction> read(
      Handle handle, String sql, String dataset, String user, int limit) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      List<Row> rows =
          handle
              .createQuery(sql)
              .configure(
                  SqlStatements.class, statements -> statements.setUnusedBindingAllowed(true))
              .bind("dataset", dataset)
              .bind("user", user)
              .bind("limit", limit)
              .map((row, context) -> Row.of(row))
              .list();
      if (rows.isEmpty()) {
        return List.of();
      }
      Set<Long> items = new HashSet<>();
      rows.forEach(row -> items.add(row.item));
      Map<Long, String> keys = database.itemKeys().of(handle, rows.get(0).deletions, items);
      if (keys.size() == items.size()) {
        return rows.stream()
            .map(row -> new Interaction(user, keys.get(row.item), row.time, row.weight, row.type))
            .toList();
      }
      // The dataset was replaced between the two statements.
    }
    throw new UnavailableException(
        "dataset '" + dataset + "' is replaced all the time", Duration.ofSeconds(1), null);
  }
}
