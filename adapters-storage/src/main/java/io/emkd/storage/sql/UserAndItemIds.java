package io.emkd.storage.sql;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/**
 * The ids of users and items that were looked up before. They hold while the schema's count of
 * deletions stands; a transaction that fails must {@link #forget} those that it made. Used by one
 * thread.
 */
final class UserAndItemIds {
  private static final int REMEMBERED = 1_000_000;

  private final Dialect dialect;
  private final Cache<Key, Long> users = Caffeine.newBuilder().maximumSize(REMEMBERED).build();
  private final Cache<Key, Long> items = Caffeine.newBuilder().maximumSize(REMEMBERED).build();
  private long deletions;

  private record Key(long dataset, String key) {}

  UserAndItemIds(Dialect dialect) {
    this.dialect = dialect;
  }

  /** What is known from before another deletion is forgotten. */
  void asOf(long deletionsNow) {
    if (deletions != deletionsNow) {
      forget();
      deletions = deletionsNow;
    }
  }

  void forget() {
    users.invalidateAll();
    items.invalidateAll();
  }

  /** The id of each user; users that are new are made. */
  Map<String, Long> users(Handle handle, long dataset, Collection<String> userIds) {
    return ids(handle, users, "app_user", "user_key", dataset, userIds);
  }

  /** The id of each item; items that are new are made. */
  Map<String, Long> items(Handle handle, long dataset, Collection<String> itemIds) {
    return ids(handle, items, "item", "item_key", dataset, itemIds);
  }

  private Map<String, Long> ids(
      Handle handle,
      Cache<Key, Long> known,
      String table,
      String column,
      long dataset,
      Collection<String> keys) {
    Map<String, Long> ids = new HashMap<>();
    // In one order, so that two who make the same rows do not wait for each other.
    TreeSet<String> missing = new TreeSet<>();
    for (String key : keys) {
      Long id = known.getIfPresent(new Key(dataset, key));
      if (id == null) {
        missing.add(key);
      } else {
        ids.put(key, id);
      }
    }
    if (!missing.isEmpty()) {
      Map<String, Long> found = find(handle, table, column, dataset, missing);
      missing.removeAll(found.keySet());
      if (!missing.isEmpty()) {
        found.putAll(make(handle, table, column, dataset, missing));
      }
      found.forEach((key, id) -> known.put(new Key(dataset, key), id));
      ids.putAll(found);
    }
    return ids;
  }

  private Map<String, Long> find(
      Handle handle, String table, String column, long dataset, Collection<String> keys) {
    return query(
        handle,
        String.format(
            "SELECT %2$s, id FROM %1$s WHERE dataset_id = ? AND %2$s IN (SELECT value FROM %3$s)",
            table, column, dialect.list()),
        dataset,
        keys);
  }

  /** The update, which changes nothing, lets the id of a row come back that another just made. */
  private Map<String, Long> make(
      Handle handle, String table, String column, long dataset, Collection<String> keys) {
    return query(
        handle,
        String.format(
            "INSERT INTO %1$s (dataset_id, %2$s) SELECT ?, value FROM %3$s WHERE true"
                + " ON CONFLICT (dataset_id, %2$s) DO UPDATE SET %2$s = excluded.%2$s"
                + " RETURNING %2$s, id",
            table, column, dialect.list()),
        dataset,
        keys);
  }

  private Map<String, Long> query(
      Handle handle, String sql, long dataset, Collection<String> keys) {
    Map<String, Long> ids = new HashMap<>();
    dialect
        .bindList(handle.createQuery(sql).bind(0, dataset), 1, keys)
        .map((row, context) -> ids.put(row.getString(1), row.getLong(2)))
        .forEach(before -> {});
    return ids;
  }
}
