package io.emkd.storage.sql;

import io.emkd.domain.error.UnavailableException;
import io.emkd.domain.error.UnmetPreconditionException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes, in the background, what was removed, what imports have replaced, and what imports that
 * failed or died have left. With SQLite in transactions of a few milliseconds, so that others write
 * between them. Thread-safe.
 */
final class RemovedDatasets implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RemovedDatasets.class);
  private static final Duration EVERY = Duration.ofMinutes(1);
  private static final Duration CLOSING = Duration.ofSeconds(5);
  private static final int SLICE_ROWS = 2000;
  private static final int SLICE_USERS = 200;

  /** About as long as a slice, so that whoever writes finds the writer free half of the time. */
  private static final long PAUSE_MILLIS = 5;

  private final SqlDatabase database;

  /** The imports of this process. */
  private final Set<String> running = ConcurrentHashMap.newKeySet();

  private final Thread sweeper;
  private boolean woken = true;
  private boolean started;
  private boolean closed;

  RemovedDatasets(SqlDatabase database) {
    this.database = database;
    sweeper = new Thread(this::run, "removed-datasets");
    sweeper.setDaemon(true);
  }

  /** Begins with what earlier processes left. */
  synchronized void start() {
    if (!started && !closed) {
      started = true;
      sweeper.start();
    }
  }

  /** What belongs to this import is not touched. */
  void begin(String importId) {
    running.add(importId);
  }

  void end(String importId) {
    running.remove(importId);
    wake();
  }

  /** There is something to delete. */
  synchronized void wake() {
    woken = true;
    notifyAll();
  }

  private void run() {
    while (next()) {
      try {
        sweep();
      } catch (UnavailableException | UnmetPreconditionException told) {
        LOG.warn("what imports left is deleted later: {}", told.getMessage());
      } catch (RuntimeException failed) {
        if (!isClosed()) {
          LOG.error("what imports left could not be deleted", failed);
        }
      }
    }
  }

  @SuppressWarnings("WaitNotInLoop") // Waking too early costs one look at what there is to delete.
  private synchronized boolean next() {
    try {
      if (!woken && !closed) {
        wait(EVERY.toMillis());
      }
    } catch (InterruptedException stopped) {
      closed = true;
    }
    woken = false;
    return !closed;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private void sweep() {
    for (String importId : deadImports()) {
      database.write(handle -> RunningImports.end(handle, importId));
    }
    notes("meanwhile_event", "arrival");
    notes("meanwhile_item", "described, item_key");
    List<Hidden> hidden = hidden();
    for (Hidden dataset : hidden) {
      DatasetRows.removedName(dataset.name).ifPresent(this::forgetRequests);
    }
    if (database.dialect() == Dialect.POSTGRESQL) {
      while (!isClosed() && database.writeLong(RemovedDatasets::removeWhole)) {
        // Each dataset has a transaction of its own.
      }
      return;
    }
    for (Hidden dataset : hidden) {
      remove(dataset.id);
    }
  }

  /** What request ids were used for, unless another dataset has taken the name. */
  private void forgetRequests(String name) {
    String slice =
        "DELETE FROM append_request WHERE dataset = ? AND request_key IN"
            + " (SELECT request_key FROM append_request WHERE dataset = ? LIMIT "
            + SLICE_ROWS
            + ") AND NOT EXISTS (SELECT 1 FROM dataset WHERE name = ?)";
    slices(handle -> handle.execute(slice, name, name, name));
  }

  /** Imports whose process is no more. */
  private List<String> deadImports() {
    return database
        .write(
            handle ->
                handle
                    .createQuery(
                        "SELECT id FROM running_import"
                            + (database.dialect() == Dialect.POSTGRESQL
                                ? " WHERE pg_try_advisory_xact_lock("
                                    + PostgresImport.LOCK.replace("?", "id")
                                    + ")"
                                : ""))
                    .mapTo(String.class)
                    .list())
        .stream()
        .filter(id -> !running.contains(id))
        .toList();
  }

  private void notes(String table, String key) {
    String slice =
        "DELETE FROM %1$s WHERE (import_id, %2$s) IN (SELECT import_id, %2$s FROM %1$s"
            + " WHERE import_id NOT IN (SELECT id FROM running_import) LIMIT "
            + SLICE_ROWS
            + ")";
    slices(handle -> handle.execute(slice.formatted(table, key)));
  }

  private record Hidden(long id, String name) {}

  private List<Hidden> hidden() {
    List<Hidden> all =
        database.read(
            handle ->
                handle
                    .createQuery("SELECT id, name FROM dataset WHERE name LIKE '/%'")
                    .map((row, context) -> new Hidden(row.getLong(1), row.getString(2)))
                    .list());
    // After the look: what began since then is not in it.
    Set<String> growing = running.stream().map(RunningImports::hidden).collect(Collectors.toSet());
    return all.stream().filter(d -> !growing.contains(d.name)).toList();
  }

  private void remove(long dataset) {
    slices(handle -> removeUsers(handle, dataset));
    slices(
        handle ->
            handle.execute(
                "DELETE FROM item WHERE id IN (SELECT id FROM item WHERE dataset_id = ? LIMIT "
                    + SLICE_ROWS / 5
                    + ")",
                dataset));
    if (!isClosed()) {
      database.write(
          handle -> {
            // Its id may be given again.
            ArrivalRow.deletes(handle);
            return handle.execute("DELETE FROM dataset WHERE id = ?", dataset);
          });
    }
  }

  /**
   * Some users, or as much of them as a slice may take: a user may have any number of interactions.
   */
  private static int removeUsers(Handle handle, long dataset) {
    String users =
        handle
            .createQuery("SELECT id FROM app_user WHERE dataset_id = ? LIMIT " + SLICE_USERS)
            .bind(0, dataset)
            .mapTo(Long.class)
            .stream()
            .map(String::valueOf)
            .collect(Collectors.joining(",", "(", ")"));
    int interactions =
        handle.execute(
            "DELETE FROM interaction WHERE (user_id, event_time, arrival) IN"
                + " (SELECT user_id, event_time, arrival FROM interaction WHERE user_id IN "
                + users
                + " LIMIT "
                + SLICE_ROWS
                + ")");
    int events =
        handle.execute(
            "DELETE FROM event WHERE (dataset_id, event_key) IN"
                + " (SELECT dataset_id, event_key FROM event WHERE user_id IN "
                + users
                + " LIMIT "
                + SLICE_ROWS
                + ")");
    int removed = 0;
    if (interactions < SLICE_ROWS && events < SLICE_ROWS) {
      removed = handle.execute("DELETE FROM app_user WHERE id IN " + users);
    }
    return interactions + events + removed;
  }

  private void slices(ToIntFunction<Handle> slice) {
    while (!isClosed() && database.<Integer>writeSlice(slice::applyAsInt) > 0) {
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Removes one, with PostgreSQL, where nobody waits for it and who is quicker takes it. */
  private static boolean removeWhole(Handle handle) {
    Long dataset =
        handle
            .createQuery(
                "SELECT id FROM dataset WHERE name LIKE '/%' LIMIT 1 FOR UPDATE SKIP LOCKED")
            .mapTo(Long.class)
            .findOne()
            .orElse(null);
    if (dataset == null) {
      return false;
    }
    handle.execute(
        "DELETE FROM interaction WHERE user_id IN (SELECT id FROM app_user WHERE dataset_id = ?)",
        dataset);
    handle.execute("DELETE FROM dataset WHERE id = ?", dataset);
    return true;
  }

  /** What is not deleted yet is so after the next start. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      sweeper.join(CLOSING.toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
