package io.emkd.storage.sql;

import io.emkd.domain.data.Item;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.port.ItemStore;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Items in SQL tables. Thread-safe. */
public final class SqlItemStore implements ItemStore {
  private final SqlDatabase database;

  public SqlItemStore(SqlDatabase database) {
    this.database = database;
  }

  @Override
  public void upsert(String dataset, List<Item> items) {
    database.writeIdempotent(
        handle -> {
          long id = SqlDatasetStore.id(handle, dataset);
          for (Item item : items) {
            long row =
                handle
                    .createQuery(
                        "INSERT INTO item (dataset_id, item_key, title) VALUES (?, ?, ?)"
                            + " ON CONFLICT (dataset_id, item_key) DO UPDATE SET title = excluded.title"
                            + " RETURNING id")
                    .bind(0, id)
                    .bind(1, item.id())
                    .bind(2, item.title())
                    .mapTo(Long.class)
                    .one();
            handle.execute("DELETE FROM item_attribute WHERE item_id = ?", row);
            attributes(handle, row, item);
          }
          return null;
        });
  }

  private static void attributes(Handle handle, long row, Item item) {
    if (item.attributes().isEmpty()) {
      return;
    }
    try (PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO item_attribute (item_id, position, attribute) VALUES (?, ?, ?)")) {
      for (int position = 0; position < item.attributes().size(); position++) {
        batch.add(row, position, item.attributes().get(position));
      }
      batch.execute();
    }
  }

  @Override
  public void setActive(String dataset, List<String> itemIds, boolean active) {
    database.writeIdempotent(
        handle -> {
          long id = SqlDatasetStore.id(handle, dataset);
          for (String itemId : itemIds) {
            int changed =
                handle.execute(
                    "UPDATE item SET active = ? WHERE dataset_id = ? AND item_key = ?",
                    active ? 1 : 0,
                    id,
                    itemId);
            if (changed == 0) {
              throw new NotFoundException(
                  "item", itemId, "dataset '" + dataset + "' has no such item; upsert it first");
            }
          }
          return null;
        });
  }

  @Override
  public Set<String> inactive(String dataset) {
    return database.readStatements(
        handle ->
            Set.copyOf(
                handle
                    .createQuery(
                        "SELECT i.item_key FROM item i JOIN dataset d ON d.id = i.dataset_id"
                            + " WHERE d.name = ? AND i.active = 0")
                    .bind(0, dataset)
                    .mapTo(String.class)
                    .list()));
  }
}
