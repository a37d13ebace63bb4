package io.emkd.storage.sql;

import io.emkd.domain.data.Interaction;
import io.emkd.domain.data.Item;
import io.emkd.domain.port.DatasetStore;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Writes a dataset's rows in batches. Numbers users, items and arrivals itself, after all others.
 */
final class BulkInsert implements DatasetStore.Sink, AutoCloseable {
  private static final int BATCH_ROWS = 10_000;

  private final long dataset;
  private final Map<String, Long> users = new HashMap<>();
  private final Map<String, Long> items = new HashMap<>();
  private final Set<Long> described = new HashSet<>();
  private final PreparedBatch newUsers;
  private final PreparedBatch newItems;
  private final PreparedBatch titles;
  private final PreparedBatch noAttributes;
  private final PreparedBatch attributes;
  private final PreparedBatch interactions;
  private long nextUser;
  private long nextItem;
  private long arrival;

  BulkInsert(Handle handle, long dataset) {
    this.dataset = dataset;
    nextUser = following(handle, "SELECT coalesce(max(id), 0) + 1 FROM app_user");
    nextItem = following(handle, "SELECT coalesce(max(id), 0) + 1 FROM item");
    newUsers =
        handle.prepareBatch("INSERT INTO app_user (id, dataset_id, user_key) VALUES (?, ?, ?)");
    newItems = handle.prepareBatch("INSERT INTO item (id, dataset_id, item_key) VALUES (?, ?, ?)");
    titles = handle.prepareBatch("UPDATE item SET title = ? WHERE id = ?");
    noAttributes = handle.prepareBatch("DELETE FROM item_attribute WHERE item_id = ?");
    attributes =
        handle.prepareBatch(
            "INSERT INTO item_attribute (item_id, position, attribute) VALUES (?, ?, ?)");
    interactions =
        handle.prepareBatch(
            "INSERT INTO interaction (user_id, event_time, arrival, item_id) VALUES (?, ?, ?, ?)");
  }

  private static long following(Handle handle, String query) {
    return handle.createQuery(query).mapTo(Long.class).one();
  }

  @Override
  public void interaction(Interaction interaction) {
    Long user = users.get(interaction.userId());
    if (user == null) {
      user = nextUser++;
      users.put(interaction.userId(), user);
      newUsers.add(user, dataset, interaction.userId());
    }
    interactions.add(user, interaction.timestamp(), arrival++, itemId(interaction.itemId()));
    if (interactions.size() >= BATCH_ROWS) {
      flush();
    }
  }

  @Override
  public void item(Item item) {
    long id = itemId(item.id());
    if (!described.add(id)) {
      // A second description replaces the first, whose rows must be there to be replaced.
      flush();
      noAttributes.add(id);
    }
    titles.add(item.title(), id);
    for (int position = 0; position < item.attributes().size(); position++) {
      attributes.add(id, position, item.attributes().get(position));
    }
    if (titles.size() >= BATCH_ROWS) {
      flush();
    }
  }

  private long itemId(String key) {
    Long item = items.get(key);
    if (item == null) {
      item = nextItem++;
      items.put(key, item);
      newItems.add(item, dataset, key);
    }
    return item;
  }

  void flush() {
    for (PreparedBatch batch :
        List.of(newUsers, newItems, titles, noAttributes, attributes, interactions)) {
      if (batch.size() > 0) {
        batch.execute();
      }
    }
  }

  @Override
  public void close() {
    for (PreparedBatch batch :
        List.of(newUsers, newItems, titles, noAttributes, attributes, interactions)) {
      batch.close();
    }
  }
}
