package io.emkd.storage.sql;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.RawDataset;
import io.emkd.storage.disk.SpooledSequences;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Reads all of a dataset's items and interactions, in one transaction. Not thread-safe. */
final class WholeDatasetReader {
  private static final int FETCHED_ROWS = 10_000;

  private final Handle handle;
  private final long dataset;

  private record StoredItem(long id, Item item) {}

  /**
   * @throws io.emkd.domain.error.NotFoundException if there is no such dataset
   */
  WholeDatasetReader(Handle handle, String name) {
    this.handle = handle;
    this.dataset = DatasetRows.id(handle, name);
  }

  /** Gives items by key, then interactions user by user. */
  void scan(DatasetStore.Sink sink) {
    items().forEach(stored -> sink.item(stored.item));
    handle
        .createQuery(
            "SELECT u.user_key, i.item_key, n.event_time, n.weight, n.type FROM app_user u"
                + " JOIN interaction n ON n.user_id = u.id"
                + " LEFT JOIN item i ON i.id = n.item_id"
                + " WHERE u.dataset_id = ? ORDER BY n.user_id, n.event_time, n.arrival")
        .bind(0, dataset)
        .setFetchSize(FETCHED_ROWS)
        .map((row, context) -> interaction(row))
        .forEach(sink::interaction);
  }

  /** The columns are user, item, time, weight and type. */
  private static Interaction interaction(ResultSet row) throws SQLException {
    return new Interaction(
        row.getString(1),
        DamagedDatasets.known(row.getString(2)),
        row.getDouble(3),
        InteractionColumns.weight(row, 4),
        InteractionColumns.type(row, 5));
  }

  /** The items by key. */
  private List<StoredItem> items() {
    Map<Long, List<String>> attributes = new HashMap<>();
    handle
        .createQuery(
            "SELECT a.item_id, a.attribute FROM item_attribute a JOIN item i ON i.id = a.item_id"
                + " WHERE i.dataset_id = ? ORDER BY a.item_id, a.position")
        .bind(0, dataset)
        .setFetchSize(FETCHED_ROWS)
        .map(
            (row, context) ->
                attributes
                    .computeIfAbsent(row.getLong(1), i -> new ArrayList<>())
                    .add(row.getString(2)))
        .forEach(added -> {});
    return handle
        .createQuery("SELECT id, item_key, title FROM item WHERE dataset_id = ? ORDER BY item_key")
        .bind(0, dataset)
        .setFetchSize(FETCHED_ROWS)
        .map(
            (row, context) ->
                new StoredItem(
                    row.getLong(1),
                    DamagedDatasets.item(
                        row.getString(2),
                        row.getString(3),
                        attributes.getOrDefault(row.getLong(1), List.of()))))
        .list();
  }

  /**
   * Copies the sequences to where random access is cheap.
   *
   * @param scratch the directory for the file that they are read from
   */
  RawDataset load(Path scratch) {
    DatasetDefinition definition =
        handle
            .createQuery("SELECT name, min_interactions FROM dataset WHERE id = ?")
            .bind(0, dataset)
            .map((row, context) -> new DatasetDefinition(row.getString(1), row.getInt(2)))
            .one();
    Map<Long, Integer> itemIndex = new HashMap<>();
    List<Item> items = new ArrayList<>();
    for (StoredItem stored : items()) {
      itemIndex.put(stored.id, items.size());
      items.add(stored.item);
    }
    List<String> users = new ArrayList<>();
    UserPositions positions = UserPositions.read(handle, dataset, users);
    try (SpooledSequences sequences = new SpooledSequences(scratch, users.size())) {
      handle
          .createQuery(
              "SELECT n.user_id, n.item_id FROM app_user u JOIN interaction n ON n.user_id = u.id"
                  + " WHERE u.dataset_id = ? ORDER BY n.user_id, n.event_time, n.arrival")
          .bind(0, dataset)
          .setFetchSize(FETCHED_ROWS)
          .map(
              (row, context) -> {
                sequences.add(
                    positions.of(row.getLong(1)),
                    DamagedDatasets.known(itemIndex.get(row.getLong(2))));
                return true;
              })
          .forEach(added -> {});
      return new RawDataset(definition, items, users, sequences.finish());
    }
  }
}
