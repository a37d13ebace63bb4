package io.emkd.storage.sql;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.ImportOptions;
import io.emkd.domain.dataset.RawDataset;
import io.emkd.domain.dataset.UnknownUserException;
import io.emkd.domain.error.AlreadyExistsException;
import io.emkd.domain.error.DamagedArtifacts;
import io.emkd.storage.disk.Leftovers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Handle;

/** Datasets in SQL tables; new content takes the old one's place at once. Thread-safe. */
public final class SqlDatasetStore implements DatasetStore {
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
          if (!DatasetRows.insert(handle, definition)) {
            throw new AlreadyExistsException(
                "dataset", definition.name(), "append to it, or import to replace it");
          }
          return null;
        });
  }

  @Override
  public void delete(String name) {
    database.write(
        handle -> {
          // Nothing is appended from here to the commit.
          ArrivalRow.deletes(handle);
          DatasetRows.id(handle, name);
          RunningImports.refuse(handle, name);
          DatasetRows.remove(handle, name);
          return null;
        });
    database.removedDatasets().wake();
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
                .bind(0, DatasetRows.id(handle, name))
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
                  new WholeDatasetReader(handle, name).scan(sink);
                  return null;
                }));
  }

  @Override
  public RawDataset load(String name) {
    RawDataset whole =
        damaged.naming(
            name,
            () -> database.readLong(handle -> new WholeDatasetReader(handle, name).load(scratch)));
    damaged.mended(name);
    return whole;
  }

  @Override
  public List<String> history(String name, String userId) {
    return damaged.naming(
        name, () -> database.readStatements(handle -> history(handle, name, userId)));
  }

  private List<String> history(Handle handle, String name, String userId) {
    List<String> history = database.userSequences().items(handle, name, userId);
    if (history.isEmpty()) {
      DatasetRows.id(handle, name);
      throw UnknownUserException.withoutHistory(name, userId);
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
                .bind(0, DatasetRows.id(handle, name))
                .bind(1, after)
                .bind(2, limit)
                .mapTo(String.class)
                .list());
  }
}
