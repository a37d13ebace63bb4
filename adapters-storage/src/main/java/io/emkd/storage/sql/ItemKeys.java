package io.emkd.storage.sql;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * The keys of items by their ids. An id has one key for as long as the schema's count of deletions
 * stands. Spares each read of a sequence as many lookups as it has interactions. Thread-safe.
 */
final class ItemKeys {
  private static final int REMEMBERED = 500_000;

  private final Dialect dialect;
  private final Cache<Id, String> known = Caffeine.newBuilder().maximumSize(REMEMBERED).build();

  private record Id(long deletions, long id) {}

  ItemKeys(Dialect dialect) {
    this.dialect = dialect;
  }

  /** Without those of items that are no longer there, or may by now be others'. */
  Map<Long, String> of(Handle handle, long deletions, Collection<Long> ids) {
    Map<Long, String> keys = new HashMap<>();
    Set<Long> missing = new TreeSet<>();
    for (long id : ids) {
      String key = known.getIfPresent(new Id(deletions, id));
      if (key == null) {
        missing.add(id);
      } else {
        keys.put(id, key);
      }
    }
    if (!missing.isEmpty()) {
      Query query =
          handle.createQuery(
              "SELECT id, item_key, (SELECT deletions FROM arrival WHERE id = 1) FROM item WHERE id IN (SELECT CAST(value AS bigint) FROM "
                  + dialect.list()
                  + ")");
      dialect
          .bindList(query, 0, missing.stream().map(String::valueOf).toList())
          .map(
              (row, context) -> {
                if (row.getLong(3) != deletions) {
                  return null;
                }
                known.put(new Id(deletions, row.getLong(1)), row.getString(2));
                return keys.put(row.getLong(1), row.getString(2));
              })
          .forEach(before -> {});
    }
    return keys;
  }
}
