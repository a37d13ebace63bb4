package io.emkd.storage.sql;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.ImportOptions;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.RawDataset;
import io.emkd.domain.error.AlreadyExistsException;
import io.emkd.domain.error.DamagedArtifacts;
import io.emkd.domain.error.NotFoundException;
import io.emkd.storage.disk.Leftovers;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Handle;

/** Datasets in SQL tables; new content takes the old one's place at once. Thread-safe. */
public final class SqlDatasetStore implements DatasetStore {
  private static final int FETCHED_ROWS = 10_000;

  private final SqlDatabase database;
  private final Path scratch;
  private final DamagedDatasets damaged;

  public SqlDatasetStore(SqlDatabase database, Path scratch) {
    this(database, scratch, new DamagedArtifacts());
  }

  /**
   * @param scratch a directory of its own, for files that are gone when nobody reads them; what a
   *     killed process left there is removed
   * @param damaged told of datasets that cannot be read
   */
  public SqlDatasetStore(SqlDatabase database, Path scratch, DamagedArtifacts damaged) {
    this.database = database;
    this.scratch = scratch;
    this.damaged = new DamagedDatasets(damaged);
    Leftovers.sweep(scratch);
    database.removedDatasets().start();
  }

  @Override
  public Replaced replace(
      DatasetDefinition definition,
      Source source,
      ImportOptions options,
      BooleanSupplier cancelled) {
    String importId = UUID.randomUUID().toString();
    database.removedDatasets().begin(importId);
    try {
      database.write(
          handle -> {
            RunningImports.begin(handle, importId, definition.name());
            return null;
          });
      return database.dialect() == Dialect.SQLITE
          ? SqlDatabase.told(
              () ->
                  new SqliteImport(database, importId, scratch)
                      .run(definition, source, options, cancelled))
          : database.writeLong(
              handle ->
                  new PostgresImport(handle, importId).run(definition, source, options, cancelled));
    } finally {
      database.removedDatasets().end(importId);
    }
  }

  @Override
  public void create(DatasetDefinition definition) {
    database.write(
        handle -> {
          if (insert(handle, definition) == 0) {
            throw new AlreadyExistsException(
                "dataset", definition.name(), "append to it, or import to replace it");
          }
          return null;
        });
  }

  private static int insert(Handle handle, DatasetDefinition definition) {
    return handle.execute(
        "INSERT INTO dataset (name, min_interactions, import_id) VALUES (?, ?, ?)"
            + " ON CONFLICT (name) DO NOTHING",
        definition.name(),
        definition.minimumInteractions(),
        UUID.randomUUID().toString());
  }

  /** For an import's rows, until they are all there. */
  static long insertHidden(Handle handle, DatasetDefinition definition, String importId) {
    return handle
        .createQuery(
            "INSERT INTO dataset (name, min_interactions, import_id) VALUES (?, ?, ?) RETURNING id")
        .bind(0, RunningImports.hidden(importId))
        .bind(1, definition.minimumInteractions())
        .bind(2, importId)
        .mapTo(Long.class)
        .one();
  }

  @Override
  public List<DatasetDefinition> list() {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT name, min_interactions FROM dataset WHERE name NOT LIKE '/%' ORDER BY name")
                .map((row, context) -> damaged.definition(row.getString(1), row.getInt(2)))
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList());
  }

  @Override
  public String importId(String name) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT import_id FROM dataset WHERE id = ?")
                .bind(0, id(handle, name))
                .mapTo(String.class)
                .one());
  }

  @Override
  public void scan(String name, Sink sink) {
    damaged.naming(
        name,
        () ->
            database.readLong(
                handle -> {
                  scan(handle, id(handle, name), sink);
                  return null;
                }));
  }

  private static void scan(Handle handle, long dataset, Sink sink) {
    items(handle, dataset).forEach(item -> sink.item(item.item()));
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

  /** Of user, item, time, weight and type. */
  private static Interaction interaction(ResultSet row) throws SQLException {
    return new Interaction(
        row.getString(1),
        DamagedDatasets.known(row.getString(2)),
        row.getDouble(3),
        InteractionColumns.weight(row, 4),
        InteractionColumns.type(row, 5));
  }

  private record StoredItem(long id, Item item) {}

  /** By key. */
  private static List<StoredItem> items(Handle handle, long dataset) {
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

  @Override
  public RawDataset load(String name) {
    RawDataset whole = damaged.naming(name, () -> database.readLong(handle -> load(handle, name)));
    damaged.mended(name);
    return whole;
  }

  private RawDataset load(Handle handle, String name) {
    long dataset = id(handle, name);
    DatasetDefinition definition =
        handle
            .createQuery("SELECT name, min_interactions FROM dataset WHERE id = ?")
            .bind(0, dataset)
            .map((row, context) -> new DatasetDefinition(row.getString(1), row.getInt(2)))
            .one();
    Map<Long, Integer> itemIndex = new HashMap<>();
    List<Item> items = new ArrayList<>();
    for (StoredItem stored : items(handle, dataset)) {
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

  @Override
  public List<String> history(String name, String userId) {
    return damaged.naming(
        name, () -> database.readStatements(handle -> history(handle, name, userId)));
  }

  private List<String> history(Handle handle, String name, String userId) {
    List<String> history =
        database.userSequences().all(handle, name, userId).stream()
            .map(Interaction::itemId)
            .toList();
    if (history.isEmpty()) {
      id(handle, name);
      throw new NotFoundException(
          "user",
          userId,
          "dataset '" + name + "' has no interaction of such a user; items can be given instead");
    }
    return history;
  }

  @Override
  public List<String> users(String name, String after, int limit) {
    return database.read(
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

  /**
   * @throws NotFoundException if there is no such dataset
   */
  static long id(Handle handle, String name) {
    return found(handle, name, "").orElseThrow(() -> missing(name));
  }

  /**
   * Of a dataset that no import replaces before this transaction ends.
   *
   * @throws NotFoundException if there is no such dataset
   */
  static long keptId(Handle handle, Dialect dialect, String name) {
    String keeping = dialect.keepingRowsPatiently();
    // The second look is for one that was replaced while the first waited.
    return found(handle, name, keeping)
        .or(() -> found(handle, name, keeping))
        .orElseThrow(() -> missing(name));
  }

  /**
   * Empty also for the hidden names of {@link RunningImports}.
   *
   * @param locking of {@link Dialect}, or empty
   */
  static Optional<Long> found(Handle handle, String name, String locking) {
    return name.startsWith("/")
        ? Optional.empty()
        : handle
            .createQuery("SELECT id FROM dataset WHERE name = ?" + locking)
            .bind(0, name)
            .mapTo(Long.class)
            .findOne();
  }

  private static NotFoundException missing(String name) {
    return new NotFoundException(
        "dataset", name, "ListDatasets names those there are; import or create it first");
  }

  /**
   * Whoever deletes users or items in this transaction says so: ids that are known elsewhere are
   * looked up again. Nothing is appended until its end, so an import says it last.
   */
  static void deletes(Handle handle) {
    handle.execute("UPDATE arrival SET deletions = deletions + 1 WHERE id = 1");
  }
}
