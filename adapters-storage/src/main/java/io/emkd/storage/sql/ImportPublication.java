package io.emkd.storage.sql;

import io.emkd.domain.error.Cancelled;
import io.emkd.domain.error.UnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;
import org.jdbi.v3.core.Handle;

/**
 * Lets an import's new content take the old one's place, in a transaction that is short however
 * large both are. What was the old one is left under a hidden name, for {@link RemovedDatasets}.
 *
 * @param dataset of the new content
 * @param name the caller's
 * @param activateAll whether items that were inactive before the import are not so after it
 */
record ImportPublication(
    Dialect dialect, String importId, long dataset, String name, boolean activateAll) {
  private static final int CATCH_UP_EVENTS = 5000;

  /** Then the rest is appended in the transaction that publishes, so that it ends at all. */
  private static final int CATCH_UP_ROUNDS = 100;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  /** Runs a step in a transaction, or in the one that there is. */
  interface Transactions {
    int inOne(ToIntFunction<Handle> step);
  }

  /**
   * @throws CancellationException if cancelled; nothing that a caller sees has changed
   */
  void publish(Transactions transactions, BooleanSupplier cancelled) {
    MeanwhileEvents meanwhile = new MeanwhileEvents(dialect, importId, dataset);
    for (int round = 0; round < CATCH_UP_ROUNDS; round++) {
      stopIf(cancelled);
      if (transactions.inOne(handle -> meanwhile.append(handle, CATCH_UP_EVENTS))
          < CATCH_UP_EVENTS) {
        break;
      }
    }
    transactions.inOne(
        handle -> {
          swap(handle, meanwhile);
          stopIf(cancelled);
          return 0;
        });
  }

  static void stopIf(BooleanSupplier cancelled) {
    Cancelled.check(cancelled, "import");
  }

  private void swap(Handle handle, MeanwhileEvents meanwhile) {
    // Locks the row that every append needs: from here to the commit nothing is noted any more.
    ArrivalRow.deletes(handle);
    if (RunningImports.end(handle, importId) == 0) {
      throw new UnavailableException(
          "the import of dataset '" + name + "' was taken for dead", RETRY_AFTER, null);
    }
    while (meanwhile.append(handle, CATCH_UP_EVENTS) == CATCH_UP_EVENTS) {
      // As many as may have arrived while these were appended: there may be more.
    }
    Optional<Long> before = DatasetRows.found(handle, name, dialect.lockingRows());
    if (before.isPresent()) {
      keepItems(handle, before.get());
      handle.execute(
          "UPDATE dataset SET name = ? WHERE id = ?", "/replaced/" + importId, before.get());
    }
    handle.execute("UPDATE dataset SET name = ? WHERE id = ?", name, dataset);
  }

  private void keepItems(Handle handle, long before) {
    if (!activateAll) {
      // An older model may still know an item that the new content lacks: it stays, inactive.
      handle
          .createUpdate(
              "INSERT INTO item (dataset_id, item_key, title, active)"
                  + " SELECT :new, item_key, title, 0 FROM item"
                  + " WHERE dataset_id = :old AND active = 0"
                  + " ON CONFLICT (dataset_id, item_key) DO UPDATE SET active = 0")
          .bind("new", dataset)
          .bind("old", before)
          .execute();
    }
    boolean changed =
        handle
            .createQuery("SELECT 1 FROM meanwhile_item WHERE import_id = ? LIMIT 1")
            .bind(0, importId)
            .mapTo(Integer.class)
            .findOne()
            .isPresent();
    if (changed) {
      meanwhileSwitched(handle, before);
      meanwhileDescribed(handle, before);
    }
  }

  private void meanwhileSwitched(Handle handle, long before) {
    handle
        .createUpdate(
            "INSERT INTO item (dataset_id, item_key, title, active)"
                + " SELECT :new, o.item_key, o.title, o.active FROM meanwhile_item m"
                + " JOIN item o ON o.dataset_id = :old AND o.item_key = m.item_key"
                + " WHERE m.import_id = :id AND m.described = 0"
                + " ON CONFLICT (dataset_id, item_key) DO UPDATE SET active = excluded.active")
        .bind("new", dataset)
        .bind("old", before)
        .bind("id", importId)
        .execute();
  }

  private void meanwhileDescribed(Handle handle, long before) {
    handle
        .createUpdate(
            "INSERT INTO item (dataset_id, item_key, title)"
                + " SELECT :new, o.item_key, o.title FROM meanwhile_item m"
                + " JOIN item o ON o.dataset_id = :old AND o.item_key = m.item_key"
                + " WHERE m.import_id = :id AND m.described = 1"
                + " ON CONFLICT (dataset_id, item_key) DO UPDATE SET title = excluded.title")
        .bind("new", dataset)
        .bind("old", before)
        .bind("id", importId)
        .execute();
    handle
        .createUpdate(
            "DELETE FROM item_attribute WHERE item_id IN (SELECT n.id FROM meanwhile_item m"
                + " JOIN item n ON n.dataset_id = :new AND n.item_key = m.item_key"
                + " WHERE m.import_id = :id AND m.described = 1)")
        .bind("new", dataset)
        .bind("id", importId)
        .execute();
    handle
        .createUpdate(
            "INSERT INTO item_attribute (item_id, position, attribute)"
                + " SELECT n.id, a.position, a.attribute FROM meanwhile_item m"
                + " JOIN item o ON o.dataset_id = :old AND o.item_key = m.item_key"
                + " JOIN item n ON n.dataset_id = :new AND n.item_key = m.item_key"
                + " JOIN item_attribute a ON a.item_id = o.id"
                + " WHERE m.import_id = :id AND m.described = 1")
        .bind("new", dataset)
        .bind("old", before)
        .bind("id", importId)
        .execute();
  }
}
