package io.emkd.storage.sql;

import io.emkd.domain.data.Interaction;
import io.emkd.domain.data.Item;
import io.emkd.domain.port.DatasetStore;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Writes a new dataset's rows. Numbers users, items and arrivals itself. Not thread-safe. */
final class BulkInsert implements DatasetStore.Sink, AutoCloseable {
  private static final List<String> COLUMNS =
      List.of("user_id", "event_time", "arrival", "item_id", "weight", "type");

  private final Handle handle;
  private final long dataset;
  private final Map<String, Long> users = new HashMap<>();
  private final Map<String, NumberedItem> items = new LinkedHashMap<>();
  private final IdSequence userIds;
  private final IdSequence itemIds;
  private final BulkTable newUsers;
  private final BulkTable newItems;
  private final BulkTable attributes;
  private final BulkTable interactions;

  /**
   * SQLite keeps a table in the order of its key: rows that come in another order are gathered and
   * sorted first, which is several times faster than finding each its place.
   */
  private final boolean sorted;

  private long arrival;

  /** Written at the end, when its last description is known. */
  private static final class NumberedItem {
    final long id;
    Item description;

    NumberedItem(long id) {
      this.id = id;
    }
  }

  BulkInsert(Handle handle, Dialect dialect, long dataset) {
    this.handle = handle;
    this.dataset = dataset;
    userIds = new IdSequence(handle, dialect, "app_user");
    itemIds = new IdSequence(handle, dialect, "item");
    newUsers = BulkTable.of(handle, dialect, "app_user", List.of("id", "dataset_id", "user_key"));
    newItems =
        BulkTable.of(handle, dialect, "item", List.of("id", "dataset_id", "item_key", "title"));
    attributes =
        BulkTable.of(
            handle,
            dialect,
            "item_attribute",
            List.of("item_id", "position", "attribute"),
            newItems);
    sorted = dialect == Dialect.SQLITE;
    if (sorted) {
      handle.execute("DROP TABLE IF EXISTS temp.unsorted");
      handle.execute(
          "CREATE TEMP TABLE unsorted (user_id INTEGER, event_time REAL, arrival INTEGER,"
              + " item_id INTEGER, weight REAL, type TEXT)");
    }
    interactions =
        BulkTable.of(handle, dialect, sorted ? "temp.unsorted" : "interaction", COLUMNS, newUsers);
  }

  @Override
  public void interaction(Interaction interaction) {
    Long user = users.get(interaction.userId());
    if (user == null) {
      user = userIds.next();
      users.put(interaction.userId(), user);
      newUsers.add(user, dataset, interaction.userId());
    }
    interactions.add(
        user,
        interaction.timestamp(),
        arrival++,
        numbered(interaction.itemId()).id,
        interaction.weightOrNull(),
        interaction.typeOrNull());
  }

  @Override
  public void item(Item item) {
    numbered(item.id()).description = item;
  }

  private NumberedItem numbered(String key) {
    NumberedItem item = items.get(key);
    if (item == null) {
      item = new NumberedItem(itemIds.next());
      items.put(key, item);
    }
    return item;
  }

  /** After the last row. Events that are appended later arrive after these. */
  void finish() {
    items.forEach(
        (key, item) -> {
          Item description = item.description;
          newItems.add(item.id, dataset, key, description == null ? "" : description.title());
          if (description != null) {
            for (int position = 0; position < description.attributes().size(); position++) {
              attributes.add(item.id, position, description.attributes().get(position));
            }
          }
        });
    for (BulkTable table : List.of(newUsers, newItems, attributes, interactions)) {
      table.flush();
    }
    if (sorted) {
      handle.execute(
          "INSERT INTO interaction (user_id, event_time, arrival, item_id, weight, type)"
              + " SELECT user_id, event_time, arrival, item_id, weight, type FROM temp.unsorted"
              + " ORDER BY user_id, event_time, arrival");
      handle.execute("DROP TABLE temp.unsorted");
    }
    handle.execute("UPDATE arrival SET next = ? WHERE next < ?", arrival, arrival);
  }

  @Override
  public void close() {
    for (BulkTable table : List.of(newUsers, newItems, attributes, interactions)) {
      table.close();
    }
  }
}
