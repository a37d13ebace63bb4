package io.emkd.storage.sql;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.UnavailableException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Reads the interactions of one user by the index. Thread-safe. */
final class UserSequences {
  private static final int ATTEMPTS = 3;

  private static final int REMEMBERED = 500_000;
  private static final int EVERY = Integer.MAX_VALUE;

  /** The rows of a user, with what tells whether ids that are known from before still hold. */
  private static final String ROWS =
      "SELECT item_id, event_time, weight, type, (SELECT deletions FROM arrival WHERE id = 1),"
          + " user_id FROM interaction WHERE user_id = ";

  /**
   * One value, not a join: the newest rows are then read from the end of the user's part of the
   * index.
   */
  private static final String LOOKED_UP =
      "(SELECT u.id FROM app_user u JOIN dataset d ON d.id = u.dataset_id"
          + " WHERE d.name = :dataset AND u.user_key = :user)";

  private final ItemKeys itemKeys;

  /** Spares the look-up, and with it a page of the disk. */
  private final Cache<User, KnownId> known = Caffeine.newBuilder().maximumSize(REMEMBERED).build();

  UserSequences(Dialect dialect) {
    this.itemKeys = new ItemKeys(dialect);
  }

  private record User(String dataset, String key) {}

  private record KnownId(long id, long deletions) {}

  private record Row(
      long item, double time, double weight, String type, long deletions, long userId) {
    static Row of(ResultSet row) throws SQLException {
      return new Row(
          row.getLong(1),
          row.getDouble(2),
          InteractionColumns.weight(row, 3),
          InteractionColumns.type(row, 4),
          row.getLong(5),
          row.getLong(6));
    }
  }

  /** Newest first; none if there is no such user. */
  List<Interaction> newest(Handle handle, String dataset, String userId, int limit) {
    return read(
        handle,
        new User(dataset, userId),
        " ORDER BY event_time DESC, arrival DESC LIMIT :limit",
        limit);
  }

  /** Oldest first; none if there is no such user. */
  List<Interaction> all(Handle handle, String dataset, String userId) {
    return read(
        handle, new User(dataset, userId), " ORDER BY event_time, arrival LIMIT :limit", EVERY);
  }

  private List<Interaction> read(Handle handle, User user, String order, int limit) {
    long deletions = -1;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      List<Row> rows = rows(handle, user, order, limit);
      if (rows.isEmpty()) {
        return List.of();
      }
      Set<Long> items = new HashSet<>();
      rows.forEach(row -> items.add(row.item));
      Map<Long, String> keys = itemKeys.of(handle, rows.get(0).deletions, items);
      if (keys.size() == items.size()) {
        return rows.stream()
            .map(
                row ->
                    new Interaction(user.key, keys.get(row.item), row.time, row.weight, row.type))
            .toList();
      }
      if (rows.get(0).deletions == deletions) {
        // Nothing was deleted meanwhile, so that nothing else explains it.
        throw new CorruptArtifactException(
            "an interaction of user '" + user.key + "' is with an item that is not there", null);
      }
      // The dataset was replaced between the two statements.
      deletions = rows.get(0).deletions;
    }
    throw new UnavailableException(
        "dataset '" + user.dataset + "' is replaced all the time", Duration.ofSeconds(1), null);
  }

  private List<Row> rows(Handle handle, User user, String order, int limit) {
    KnownId id = known.getIfPresent(user);
    if (id != null) {
      List<Row> rows = rows(handle.createQuery(ROWS + ":id" + order).bind("id", id.id), limit);
      if (!rows.isEmpty() && rows.get(0).deletions == id.deletions) {
        return rows;
      }
    }
    List<Row> rows =
        rows(
            handle
                .createQuery(ROWS + LOOKED_UP + order)
                .bind("dataset", user.dataset)
                .bind("user", user.key),
            limit);
    if (!rows.isEmpty()) {
      known.put(user, new KnownId(rows.get(0).userId, rows.get(0).deletions));
    }
    return rows;
  }

  private static List<Row> rows(Query query, int limit) {
    return query.bind("limit", limit).map((row, context) -> Row.of(row)).list();
  }
}
