package io.emkd.storage.sql;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.ImportOptions;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Handle;

/**
 * An import into SQLite, whose one writer may not be held up: reads and sorts in a file of its own,
 * copies from it in transactions of some milliseconds to a dataset of a hidden name, between which
 * others write, and publishes that in a short one.
 */
final class SqliteImport {
  private final SqlDatabase database;
  private final String importId;
  private final Path scratch;

  SqliteImport(SqlDatabase database, String importId, Path scratch) {
    this.database = database;
    this.importId = importId;
    this.scratch = scratch;
  }

  DatasetStore.Replaced run(
      DatasetDefinition definition,
      DatasetStore.Source source,
      ImportOptions options,
      BooleanSupplier cancelled) {
    try (SqliteStagingFile file = new SqliteStagingFile(scratch, importId)) {
      SqliteStagingFile.Sizes sizes = file.fill(source, options, cancelled);
      long dataset = copy(file, sizes, definition, cancelled);
      new ImportPublication(
              Dialect.SQLITE, importId, dataset, definition.name(), options.activatesAll())
          .publish(step -> database.writeSlice(step::applyAsInt), cancelled);
      return new DatasetStore.Replaced(sizes.repeated());
    }
  }

  /** First numbers for users and items: those of row n in the file get this and n. */
  private record Numbers(long dataset, long users, long items) {}

  private long copy(
      SqliteStagingFile file,
      SqliteStagingFile.Sizes sizes,
      DatasetDefinition definition,
      BooleanSupplier cancelled) {
    Numbers numbers =
        database.writeBeside(file.path(), handle -> reserve(handle, sizes, definition));
    SlicedCopy copy = new SlicedCopy(database, file.path(), cancelled);
    copy.rows(
        sizes.users() - 1,
        "INSERT INTO app_user (id, dataset_id, user_key)"
            + " SELECT number + %d, %d, user_key FROM staging.staged_user"
                .formatted(numbers.users, numbers.dataset)
            + " WHERE number > :after AND number <= :last");
    copy.rows(
        sizes.items() - 1,
        "INSERT INTO item (id, dataset_id, item_key, title)"
            + " SELECT rank + %d, %d, item_key, title FROM staging.sorted_item"
                .formatted(numbers.items, numbers.dataset)
            + " WHERE rank > :after AND rank <= :last");
    copy.rows(
        sizes.attributes(),
        "INSERT INTO item_attribute (item_id, position, attribute)"
            + " SELECT rank + %d, position, attribute FROM staging.sorted_attribute"
                .formatted(numbers.items)
            + " WHERE rowid > :after AND rowid <= :last");
    copy.rows(
        sizes.interactions(),
        "INSERT INTO interaction (user_id, event_time, arrival, item_id, weight, type)"
            + " SELECT user_number + %d, event_time, rowid - %d, rank + %d, weight, type"
                .formatted(numbers.users, sizes.interactions() + 1, numbers.items)
            + " FROM staging.sorted_interaction WHERE rowid > :after AND rowid <= :last");
    return numbers.dataset;
  }

  /**
   * The last user and the last item come first: the ids of those that others make meanwhile follow
   * theirs.
   */
  private Numbers reserve(
      Handle handle, SqliteStagingFile.Sizes sizes, DatasetDefinition definition) {
    Numbers numbers =
        new Numbers(
            DatasetRows.insertHidden(handle, definition, importId),
            largest(handle, "app_user"),
            largest(handle, "item"));
    handle.execute(
        "INSERT INTO app_user (id, dataset_id, user_key)"
            + " SELECT number + ?, ?, user_key FROM staging.staged_user WHERE number = ?",
        numbers.users,
        numbers.dataset,
        sizes.users());
    handle.execute(
        "INSERT INTO item (id, dataset_id, item_key, title)"
            + " SELECT rank + ?, ?, item_key, title FROM staging.sorted_item WHERE rank = ?",
        numbers.items,
        numbers.dataset,
        sizes.items());
    return numbers;
  }

  private static long largest(Handle handle, String table) {
    return handle.createQuery("SELECT coalesce(max(id), 0) FROM " + table).mapTo(Long.class).one();
  }
}
