package io.emkd.storage.sql;

import io.emkd.domain.error.UnavailableException;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Says which imports run, so that what happens to their datasets meanwhile can be noted. */
final class RunningImports {
  private static final Duration IMPORTING = Duration.ofSeconds(10);

  private RunningImports() {}

  /** The name of the dataset that an import's rows belong to until it takes the old one's place. */
  static String hidden(String importId) {
    return "/importing/" + importId;
  }

  /** Everything is noted from its commit on; an append that is on its way ends before. */
  static void begin(Handle handle, String importId, String dataset) {
    ArrivalRow.lock(handle);
    handle.execute("INSERT INTO running_import (id, dataset) VALUES (?, ?)", importId, dataset);
  }

  /** The notes are removed later. */
  static int end(Handle handle, String importId) {
    return handle.execute("DELETE FROM running_import WHERE id = ?", importId);
  }

  /** The ids of those that replace a dataset. */
  static List<String> of(Handle handle, String dataset) {
    return handle
        .createQuery("SELECT id FROM running_import WHERE dataset = ?")
        .bind(0, dataset)
        .mapTo(String.class)
        .list();
  }

  /**
   * What is removed from a dataset while an import of it runs would come back with it.
   *
   * @throws UnavailableException if one runs
   */
  static void refuse(Handle handle, String dataset) {
    if (!of(handle, dataset).isEmpty()) {
      throw new UnavailableException(
          "dataset '"
              + dataset
              + "' is being imported, which may bring back what is deleted now; delete it after"
              + " the import, or cancel that",
          IMPORTING,
          null);
    }
  }
}
