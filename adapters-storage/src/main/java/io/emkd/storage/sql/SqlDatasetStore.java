package io.emkd.storage.sql;

import io.emkd.domain.data.DatasetDefinition;
import io.emkd.domain.data.Item;
import io.emkd.domain.data.RawDataset;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.port.DatasetStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/** Datasets in SQL tables; a dataset is replaced in one transaction. Thread-safe. */
public final class SqlDatasetStore implements DatasetStore {
  private final SqliteDatabase database;

  public SqlDatasetStore(SqliteDatabase database) {
    this.database = database;
  }

  @Override
  public void replace(DatasetDefinition definition, Source source) {
    database
        .jdbi()
        .useTransaction(
            TransactionIsolationLevel.SERIALIZABLE,
            handle -> {
              handle.execute("DELETE FROM dataset WHERE name = ?", definition.name());
              long dataset =
                  handle
                      .createUpdate("INSERT INTO dataset (name, min_interactions) VALUES (?, ?)")
                      .bind(0, definition.name())
                      .bind(1, definition.minimumInteractions())
                      .executeAndReturnGeneratedKeys("id")
                      .mapTo(Long.class)
                      .one();
              try (BulkInsert insert = new BulkInsert(handle, dataset)) {
                source.readTo(insert);
                insert.flush();
              }
            });
  }

  @Override
  public List<DatasetDefinition> list() {
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("SELECT name, min_interactions FROM dataset ORDER BY name")
                    .map((row, context) -> new DatasetDefinition(row.getString(1), row.getInt(2)))
                    .list());
  }

  @Override
  public RawDataset load(String name) {
    // One transaction, so that items and interactions are of one state.
    return database.jdbi().inTransaction(handle -> load(handle, name));
  }

  private RawDataset load(Handle handle, String name) {
    long dataset = id(handle, name);
    DatasetDefinition definition =
        handle
            .createQuery("SELECT name, min_interactions FROM dataset WHERE id = ?")
            .bind(0, dataset)
            .map((row, context) -> new DatasetDefinition(row.getString(1), row.getInt(2)))
            .one();
    Map<Long, List<String>> attributes = new HashMap<>();
    handle
        .createQuery(
            "SELECT a.item_id, a.attribute FROM item_attribute a JOIN item i ON i.id = a.item_id"
                + " WHERE i.dataset_id = ? ORDER BY a.item_id, a.position")
        .bind(0, dataset)
        .map(
            (row, context) ->
                attributes
                    .computeIfAbsent(row.getLong(1), i -> new ArrayList<>())
                    .add(row.getString(2)))
        .forEach(added -> {});
    Map<Long, Integer> itemIndex = new HashMap<>();
    List<Item> items = new ArrayList<>();
    handle
        .createQuery("SELECT id, item_key, title FROM item WHERE dataset_id = ? ORDER BY id")
        .bind(0, dataset)
        .map(
            (row, context) -> {
              itemIndex.put(row.getLong(1), items.size());
              return items.add(
                  new Item(
                      row.getString(2),
                      row.getString(3),
                      attributes.getOrDefault(row.getLong(1), List.of())));
            })
        .forEach(added -> {});
    Map<Long, Integer> userIndex = new HashMap<>();
    List<String> users = new ArrayList<>();
    handle
        .createQuery("SELECT id, user_key FROM app_user WHERE dataset_id = ? ORDER BY id")
        .bind(0, dataset)
        .map(
            (row, context) -> {
              userIndex.put(row.getLong(1), users.size());
              return users.add(row.getString(2));
            })
        .forEach(added -> {});
    Sequences sequences = new Sequences(users.size());
    handle
        .createQuery(
            "SELECT n.user_id, n.item_id FROM app_user u JOIN interaction n ON n.user_id = u.id"
                + " WHERE u.dataset_id = ? ORDER BY n.user_id, n.event_time, n.arrival")
        .bind(0, dataset)
        .map(
            (row, context) ->
                sequences.add(userIndex.get(row.getLong(1)), itemIndex.get(row.getLong(2))))
        .forEach(added -> {});
    return new RawDataset(definition, items, users, sequences.toList());
  }

  @Override
  public List<String> history(String name, String userId) {
    return database
        .jdbi()
        .inTransaction(
            handle -> {
              long dataset = id(handle, name);
              Optional<Long> user =
                  handle
                      .createQuery("SELECT id FROM app_user WHERE dataset_id = ? AND user_key = ?")
                      .bind(0, dataset)
                      .bind(1, userId)
                      .mapTo(Long.class)
                      .findOne();
              if (user.isEmpty()) {
                throw new NotFoundException(
                    "user",
                    userId,
                    "dataset '"
                        + name
                        + "' has no interaction of such a user; items can be given instead");
              }
              return handle
                  .createQuery(
                      "SELECT i.item_key FROM interaction n JOIN item i ON i.id = n.item_id"
                          + " WHERE n.user_id = ? ORDER BY n.event_time, n.arrival")
                  .bind(0, user.get())
                  .mapTo(String.class)
                  .list();
            });
  }

  @Override
  public List<String> users(String name, String after, int limit) {
    return database
        .jdbi()
        .inTransaction(
            handle ->
                handle
                    .createQuery(
                        "SELECT user_key FROM app_user WHERE dataset_id = ? AND user_key > ?"
                            + " ORDER BY user_key LIMIT ?")
                    .bind(0, id(handle, name))
                    .bind(1, after)
                    .bind(2, limit)
                    .mapTo(String.class)
                    .list());
  }

  private static long id(Handle handle, String name) {
    return handle
        .createQuery("SELECT id FROM dataset WHERE name = ?")
        .bind(0, name)
        .mapTo(Long.class)
        .findOne()
        .orElseThrow(
            () ->
                new NotFoundException(
                    "dataset", name, "ListDatasets names those there are; import it first"));
  }

  /** Growing int arrays, one a user. */
  private static final class Sequences {
    private final int[][] items;
    private final int[] sizes;

    Sequences(int users) {
      items = new int[users][4];
      sizes = new int[users];
    }

    boolean add(int user, int item) {
      if (sizes[user] == items[user].length) {
        items[user] = Arrays.copyOf(items[user], 2 * sizes[user]);
      }
      items[user][sizes[user]++] = item;
      return true;
    }

    List<int[]> toList() {
      List<int[]> trimmed = new ArrayList<>(items.length);
      for (int user = 0; user < items.length; user++) {
        trimmed.add(Arrays.copyOf(items[user], sizes[user]));
        items[user] = null;
      }
      return trimmed;
    }
  }
}
