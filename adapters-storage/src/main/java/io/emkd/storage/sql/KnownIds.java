package io.emkd.storage.sql;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jdbi.v3.core.Handle;

/**
 * The ids of users and items that were looked up before. SQLite gives the id of a deleted row to
 * another: whoever deletes rows forgets all ids before the deletion is committed. Thread-safe.
 */
final class KnownIds {
  private static final int REMEMBERED = 1_000_000;

  private final Cache<Key, Long> users = Caffeine.newBuilder().maximumSize(REMEMBERED).build();
  private final Cache<Key, Long> items = Caffeine.newBuilder().maximumSize(REMEMBERED).build();

  private record Key(long dataset, String key) {}

  long user(Handle handle, long dataset, String userId) {
    return users.get(new Key(dataset, userId), k -> id(handle, "app_user", "user_key", k));
  }

  long item(Handle handle, long dataset, String itemId) {
    return items.get(new Key(dataset, itemId), k -> id(handle, "item", "item_key", k));
  }

  void forget() {
    users.invalidateAll();
    items.invalidateAll();
  }

  /** Of a row that is made where it is missing. */
  private static long id(Handle handle, String table, String column, Key key) {
    return handle
        .createQuery("SELECT id FROM " + table + " WHERE dataset_id = ? AND " + column + " = ?")
        .bind(0, key.dataset)
        .bind(1, key.key)
        .mapTo(Long.class)
        .findOne()
        .orElseGet(() -> insert(handle, table, column, key));
  }

  /** The update, which changes nothing, lets the id of a row come back that another just made. */
  private static long insert(Handle handle, String table, String column, Key key) {
    return handle
        .createQuery(
            String.format(
                "INSERT INTO %1$s (dataset_id, %2$s) VALUES (?, ?)"
                    + " ON CONFLICT (dataset_id, %2$s) DO UPDATE SET %2$s = excluded.%2$s RETURNING id",
                table, column))
        .bind(0, key.dataset)
        .bind(1, key.key)
        .mapTo(Long.class)
        .one();
  }
}
