package io.emkd.storage.sql;

import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.ItemStore;
import io.emkd.domain.dataset.KnownItems;
import io.emkd.domain.error.NotFoundException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Items in SQL tables, changed by a few statements however many they are. Thread-safe. */
public final class SqlItemStore implements ItemStore, KnownItems {
  private final SqlDatabase database;

  public SqlItemStore(SqlDatabase database) {
    this.database = database;
  }

  @Override
  public void upsert(String dataset, List<Item> items) {
    // The last of those of one id counts. In one order, so that two of them do not wait for each
    // other.
    Map<String, Item> byKey = new TreeMap<>();
    items.forEach(item -> byKey.put(item.id(), item));
    database.writeIdempotent(
        handle -> {
          long id = DatasetRows.keptId(handle, database.dialect(), dataset);
          Map<String, Long> rows = upsert(handle, id, byKey);
          attributes(handle, rows, byKey);
          noteForImports(handle, dataset, byKey.keySet(), true);
          return null;
        });
  }

  private Map<String, Long> upsert(Handle handle, long dataset, Map<String, Item> byKey) {
    Map<String, Long> rows = new LinkedHashMap<>();
    database
        .dialect()
        .bindPairs(
            handle
                .createQuery(
                    "INSERT INTO item (dataset_id, item_key, title) SELECT ?, one, other FROM "
                        + database.dialect().pairs()
                        + " WHERE true ON CONFLICT (dataset_id, item_key)"
                        + " DO UPDATE SET title = excluded.title RETURNING item_key, id")
                .bind(0, dataset),
            1,
            List.copyOf(byKey.keySet()),
            byKey.values().stream().map(Item::title).toList())
        .map((row, context) -> rows.put(row.getString(1), row.getLong(2)))
        .forEach(before -> {});
    return rows;
  }

  private void attributes(Handle handle, Map<String, Long> rows, Map<String, Item> byKey) {
    Dialect dialect = database.dialect();
    dialect
        .bindList(
            handle.createUpdate(
                "DELETE FROM item_attribute WHERE item_id IN (SELECT CAST(value AS bigint) FROM "
                    + dialect.list()
                    + ")"),
            0,
            rows.values().stream().map(String::valueOf).toList())
        .execute();
    try (BulkTable table =
        BulkTable.of(
            handle, dialect, "item_attribute", List.of("item_id", "position", "attribute"))) {
      rows.forEach(
          (key, row) -> {
            List<String> attributes = Objects.requireNonNull(byKey.get(key)).attributes();
            for (int position = 0; position < attributes.size(); position++) {
              table.add(row, position, attributes.get(position));
            }
          });
      table.flush();
    }
  }

  @Override
  public void setActive(String dataset, List<String> itemIds, boolean active) {
    Set<String> keys = new TreeSet<>(itemIds);
    database.writeIdempotent(
        handle -> {
          long id = DatasetRows.keptId(handle, database.dialect(), dataset);
          Set<String> changed =
              new HashSet<>(
                  database
                      .dialect()
                      .bindList(
                          handle
                              .createQuery(
                                  "UPDATE item SET active = ? WHERE dataset_id = ? AND item_key IN"
                                      + " (SELECT value FROM "
                                      + database.dialect().list()
                                      + ") RETURNING item_key")
                              .bind(0, active ? 1 : 0)
                              .bind(1, id),
                          2,
                          keys)
                      .mapTo(String.class)
                      .list());
          for (String itemId : itemIds) {
            if (!changed.contains(itemId)) {
              throw new NotFoundException(
                  "item", itemId, "dataset '" + dataset + "' has no such item; upsert it first");
            }
          }
          noteForImports(handle, dataset, keys, false);
          return null;
        });
  }

  /** So that an import that runs does not undo it. */
  private void noteForImports(
      Handle handle, String dataset, Collection<String> keys, boolean described) {
    for (String importId : RunningImports.of(handle, dataset)) {
      database
          .dialect()
          .bindList(
              handle
                  .createUpdate(
                      "INSERT INTO meanwhile_item (import_id, described, item_key)"
                          + " SELECT ?, ?, value FROM "
                          + database.dialect().list()
                          + " WHERE true ON CONFLICT DO NOTHING")
                  .bind(0, importId)
                  .bind(1, described ? 1 : 0),
              2,
              keys)
          .execute();
    }
  }

  @Override
  public Optional<KnownItem> find(String dataset, String itemId) {
    return items(dataset, "item_key = ?", "", List.of(itemId)).stream().findFirst();
  }

  @Override
  public List<KnownItem> page(String dataset, String after, int limit, Optional<Boolean> isActive) {
    String condition = "item_key > ?" + (isActive.isPresent() ? " AND active = ?" : "");
    List<Object> arguments = new ArrayList<>(List.of(after));
    isActive.ifPresent(active -> arguments.add(active ? 1 : 0));
    arguments.add(limit);
    return items(dataset, condition, " ORDER BY item_key LIMIT ?", arguments);
  }

  /**
   * Reads items with their attributes, of one state.
   *
   * @param arguments of the condition and the order, by position
   */
  private List<KnownItem> items(
      String dataset, String condition, String order, List<Object> arguments) {
    return database.read(
        handle -> {
          Query query =
              handle
                  .createQuery(
                      "SELECT id, item_key, title, active FROM item WHERE dataset_id = ? AND "
                          + condition
                          + order)
                  .bind(0, DatasetRows.id(handle, dataset));
          for (int a = 0; a < arguments.size(); a++) {
            query.bind(a + 1, arguments.get(a));
          }
          List<Row> rows =
              query
                  .map(
                      (row, context) ->
                          new Row(
                              row.getLong(1),
                              row.getString(2),
                              row.getString(3),
                              row.getInt(4) == 1))
                  .list();
          Map<Long, List<String>> attributes = attributes(handle, rows);
          return rows.stream().map(row -> row.with(attributes)).toList();
        });
  }

  private record Row(long id, String key, String title, boolean isActive) {
    KnownItem with(Map<Long, List<String>> attributes) {
      return new KnownItem(new Item(key, title, attributes.getOrDefault(id, List.of())), isActive);
    }
  }

  private Map<Long, List<String>> attributes(Handle handle, List<Row> rows) {
    Map<Long, List<String>> attributes = new HashMap<>();
    database
        .dialect()
        .bindList(
            handle.createQuery(
                "SELECT item_id, attribute FROM item_attribute WHERE item_id IN"
                    + " (SELECT CAST(value AS bigint) FROM "
                    + database.dialect().list()
                    + ") ORDER BY item_id, position"),
            0,
            rows.stream().map(row -> String.valueOf(row.id)).toList())
        .map(
            (row, context) ->
                attributes
                    .computeIfAbsent(row.getLong(1), id -> new ArrayList<>())
                    .add(row.getString(2)))
        .forEach(added -> {});
    return attributes;
  }

  @Override
  public Set<String> inactive(String dataset) {
    return database.readStatements(
        handle ->
            Set.copyOf(
                handle
                    .createQuery("SELECT item_key FROM item WHERE dataset_id = ? AND active = 0")
                    .bind(0, DatasetRows.id(handle, dataset))
                    .mapTo(String.class)
                    .list()));
  }
}
