package io.emkd.storage.sql;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.error.NotFoundException;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The rows of the table {@code dataset}: one for each dataset, and, by names that begin with a
 * slash, hidden ones for what is being imported or was replaced.
 */
final class DatasetRows {
  private static final String REMOVED = "/removed/";

  private DatasetRows() {}

  /** Makes an empty dataset, unless there is one of that name. */
  static boolean insert(Handle handle, DatasetDefinition definition) {
    int inserted =
        handle.execute(
            "INSERT INTO dataset (name, min_interactions, import_id) VALUES (?, ?, ?)"
                + " ON CONFLICT (name) DO NOTHING",
            definition.name(),
            definition.minimumInteractions(),
            UUID.randomUUID().toString());
    return inserted > 0;
  }

  /** Makes the dataset of an import's rows, hidden until they are all there. */
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

  /** Hides a dataset, so that it is deleted in the background. */
  static void remove(Handle handle, String name) {
    handle.execute(
        "UPDATE dataset SET name = ? WHERE name = ?",
        REMOVED + UUID.randomUUID() + "/" + name,
        name);
  }

  /** The name that a hidden dataset had, if it was removed and not replaced. */
  static Optional<String> removedName(String hidden) {
    return hidden.startsWith(REMOVED)
        ? Optional.of(hidden.substring(hidden.lastIndexOf('/') + 1))
        : Optional.empty();
  }

  /**
   * @throws NotFoundException if there is no such dataset
   */
  static long id(Handle handle, String name) {
    return found(handle, name, "").orElseThrow(() -> missing(name));
  }

  /**
   * The id of a dataset that no import replaces before this transaction ends.
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
}
