package io.emkd.storage.sql;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.emkd.domain.dataset.HistoryPlace;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.PlacedInteraction;
import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.UnavailableException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Reads the interactions of one user by the index. Thread-safe. */
final class UserSequences {
  private static final int ATTEMPTS = 3;

  private static final int REMEMBERED = 500_000;
  private static final int EVERY = Integer.MAX_VALUE;

  /** Of each row; the second tells whether ids that are known from before still hold. */
  private static final String IDS =
      "SELECT item_id, (SELECT deletions FROM arrival WHERE id = 1), user_id";

  private static final String OF_USER = " FROM interaction WHERE user_id = ";
  private static final String BEFORE = " AND (event_time, arrival) < (:time, :arrival)";
  private static final String OLDEST_FIRST = " ORDER BY event_time, arrival LIMIT :limit";
  private static final String NEWEST_FIRST = " ORDER BY event_time DESC, arrival DESC LIMIT :limit";

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

  private interface Row {
    Ids ids();
  }

  private record Ids(long item, long deletions, long user) implements Row {
    static Ids of(ResultSet row) throws SQLException {
      return new Ids(row.getLong(1), row.getLong(2), row.getLong(3));
    }

    @Override
    public Ids ids() {
      return this;
    }
  }

  private record Event(Ids ids, double time, double weight, String type, long arrival)
      implements Row {
    static final String COLUMNS = ", event_time, weight, type, arrival";

    static Event of(ResultSet row) throws SQLException {
      return new Event(
          Ids.of(row),
          row.getDouble(4),
          InteractionColumns.weight(row, 5),
          InteractionColumns.type(row, 6),
          row.getLong(7));
    }
  }

  /** What is read of each row. */
  private record Columns<R extends Row>(String more, String order, Reading<R> reading) {}

  /** Which rows are read, and what of them. */
  private record Part<R extends Row>(Columns<R> columns, Optional<HistoryPlace> before, int limit) {
    List<R> rows(Handle handle, String user, Map<String, ?> binding) {
      String query =
          IDS + columns.more + OF_USER + user + (before.isPresent() ? BEFORE : "") + columns.order;
      Query asked = handle.createQuery(query).bindMap(binding).bind("limit", limit);
      before.ifPresent(
          place -> asked.bind("time", place.timestamp()).bind("arrival", place.arrival()));
      return asked.map((row, context) -> columns.reading.of(row)).list();
    }
  }

  private interface Reading<R extends Row> {
    R of(ResultSet row) throws SQLException;
  }

  private static final Columns<Event> NEWEST_EVENTS =
      new Columns<>(Event.COLUMNS, NEWEST_FIRST, Event::of);

  private static final Columns<Ids> ITEMS = new Columns<>("", OLDEST_FIRST, Ids::of);

  /** Newest first, from before a place on; none if there is no such user. */
  List<PlacedInteraction> newest(
      Handle handle, String dataset, String userId, Optional<HistoryPlace> before, int limit) {
    return read(
        handle,
        new User(dataset, userId),
        new Part<>(NEWEST_EVENTS, before, limit),
        (event, item) ->
            new PlacedInteraction(
                new Interaction(userId, item, event.time, event.weight, event.type),
                new HistoryPlace(event.time, event.arrival)));
  }

  /** The ids of all items, oldest first; none if there is no such user. */
  List<String> items(Handle handle, String dataset, String userId) {
    return read(
        handle,
        new User(dataset, userId),
        new Part<>(ITEMS, Optional.empty(), EVERY),
        (ids, item) -> item);
  }

  private <R extends Row, T> List<T> read(
      Handle handle, User user, Part<R> part, BiFunction<R, String, T> made) {
    long deletions = -1;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      List<R> rows = rows(handle, user, part);
      if (rows.isEmpty()) {
        return List.of();
      }
      Set<Long> items = new HashSet<>();
      rows.forEach(row -> items.add(row.ids().item));
      long now = rows.get(0).ids().deletions;
      Map<Long, String> keys = itemKeys.of(handle, now, items);
      if (keys.size() == items.size()) {
        return rows.stream()
            .map(row -> made.apply(row, DamagedDatasets.known(keys.get(row.ids().item))))
            .toList();
      }
      if (now == deletions) {
        // Nothing was deleted meanwhile, so that nothing else explains it.
        throw new CorruptArtifactException(
            "an interaction of user '" + user.key + "' is with an item that is not there", null);
      }
      // The dataset was replaced between the two statements.
      deletions = now;
    }
    throw new UnavailableException(
        "dataset '" + user.dataset + "' is replaced all the time", Duration.ofSeconds(1), null);
  }

  private <R extends Row> List<R> rows(Handle handle, User user, Part<R> part) {
    KnownId id = known.getIfPresent(user);
    if (id != null) {
      List<R> rows = part.rows(handle, ":id", Map.of("id", id.id));
      if (!rows.isEmpty() && rows.get(0).ids().deletions == id.deletions) {
        return rows;
      }
    }
    List<R> rows = part.rows(handle, LOOKED_UP, Map.of("dataset", user.dataset, "user", user.key));
    if (!rows.isEmpty()) {
      Ids first = rows.get(0).ids();
      known.put(user, new KnownId(first.user, first.deletions));
    }
    return rows;
  }
}
