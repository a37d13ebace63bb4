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
  private static final String SORT_MEMORY = "256MB";

  private final Handle handle;
  private final Dialect dialect;
  private final long dataset;
  private final Map<String, Long> users = new HashMap<>();
  private final Map<String, NumberedItem> items = new LinkedHashMap<>();
  private final IdSequence userIds;
  private final IdSequence itemIds;
  private final BulkTable newUsers;
  private final BulkTable newItems;
  private final BulkTable attributes;
  private final BulkTable interactions;

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
    this.dialect = dialect;
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
    handle.execute("DROP TABLE IF EXISTS unsorted");
    handle.execute(
        "CREATE TEMP TABLE unsorted (user_id BIGINT, event_time DOUBLE PRECISION, arrival BIGINT,"
            + " item_id BIGINT, weight DOUBLE PRECISION, type TEXT)");
    interactions = BulkTable.of(handle, dialect, "unsorted", InteractionColumns.ALL);
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

  /**
   * After the last row. Events that are appended later arrive after these.
   *
   * @return how many interactions have user, item and time of another one
   */
  long finish() {
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
    long repeated = sort();
    handle.execute("UPDATE arrival SET next = ? WHERE next < ?", arrival, arrival);
    return repeated;
  }

  /**
   * Rows that come in another order than the table's key are gathered first: to find each its place
   * is several times slower, and a user's rows would lie far apart.
   */
  private long sort() {
    if (dialect == Dialect.POSTGRESQL) {
      handle.execute("SET LOCAL work_mem = '" + SORT_MEMORY + "'");
    }
    String columns = String.join(", ", InteractionColumns.ALL);
    handle.execute(
        String.format(
            "INSERT INTO interaction (%1$s) SELECT %1$s FROM unsorted"
                + " ORDER BY user_id, event_time, arrival",
            columns));
    long repeated =
        handle
            .createQuery(
                "SELECT coalesce(sum(same - 1), 0) FROM (SELECT count(*) AS same FROM unsorted"
                    + " GROUP BY user_id, event_time, item_id) AS groups")
            .mapTo(Long.class)
            .one();
    handle.execute("DROP TABLE unsorted");
    if (dialect == Dialect.POSTGRESQL) {
      // Else its first queries are planned for an empty table.
      handle.execute("ANALYZE app_user, item, interaction");
    }
    return repeated;
  }

  @Override
  public void close() {
    for (BulkTable table : List.of(newUsers, newItems, attributes, interactions)) {
      table.close();
    }
  }
}
