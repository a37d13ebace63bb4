package io.emkd.storage.sql;

import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.ImportOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.ProgressHandler;

/** Where an import reads and sorts, beside the database. It is gone when this is closed. */
final class SqliteStagingFile implements AutoCloseable {
  private static final String PREFIX = "import-";
  private static final String CACHE_KIBIBYTES = "-65536";
  private static final int CANCELLED_AFTER_STEPS = 1_000_000;

  private final Path path;

  /** How many rows there are to copy, and how many repeat another's user, item and time. */
  record Sizes(long users, long items, long attributes, long interactions, long repeated) {}

  /**
   * @param directory is made if need be
   */
  SqliteStagingFile(Path directory, String importId) {
    path = directory.resolve(PREFIX + importId + ".sqlite");
    try {
      Files.createDirectories(directory);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  Path path() {
    return path;
  }

  /** Reads all and sorts it. */
  Sizes fill(DatasetStore.Source source, ImportOptions options, BooleanSupplier cancelled) {
    // Nobody needs the file after a crash.
    Properties fast = new Properties();
    fast.setProperty("journal_mode", "OFF");
    fast.setProperty("synchronous", "OFF");
    fast.setProperty("cache_size", CACHE_KIBIBYTES);
    return Jdbi.create("jdbc:sqlite:" + path.toAbsolutePath(), fast)
        .inTransaction(handle -> fill(handle, source, options, cancelled));
  }

  private static Sizes fill(
      Handle handle, DatasetStore.Source source, ImportOptions options, BooleanSupplier cancelled) {
    String order;
    boolean together;
    long users;
    long interactions;
    try (ImportStaging staging = new ImportStaging(handle, Dialect.SQLITE)) {
      source.readTo(staging);
      staging.finish();
      order = staging.order(options, "r.rank", "s.type");
      together = staging.putsAlikeTogether(options);
      users = staging.users();
      interactions = staging.interactions();
    }
    ImportPublication.stopIf(cancelled);
    interruptIf(handle.getConnection(), cancelled);
    try {
      sort(handle, order);
      return new Sizes(
          users,
          count(handle, "sorted_item"),
          count(handle, "sorted_attribute"),
          interactions,
          repeated(handle, together));
    } catch (RuntimeException failed) {
      ImportPublication.stopIf(cancelled);
      throw failed;
    } finally {
      neverInterrupt(handle.getConnection());
    }
  }

  private static void interruptIf(Connection connection, BooleanSupplier cancelled) {
    try {
      ProgressHandler.setHandler(
          connection,
          CANCELLED_AFTER_STEPS,
          new ProgressHandler() {
            @Override
            protected int progress() {
              return cancelled.getAsBoolean() ? 1 : 0;
            }
          });
    } catch (SQLException failed) {
      throw BulkTable.unable(failed);
    }
  }

  private static void neverInterrupt(Connection connection) {
    try {
      ProgressHandler.clearHandler(connection);
    } catch (SQLException failed) {
      throw BulkTable.unable(failed);
    }
  }

  /** Items by key; each user's interactions by time, then as the order is defined. */
  private static void sort(Handle handle, String order) {
    handle.execute(
        "CREATE TABLE sorted_item (rank INTEGER PRIMARY KEY, number INTEGER, item_key TEXT,"
            + " title TEXT)");
    handle.execute(
        "INSERT INTO sorted_item (number, item_key, title)"
            + " SELECT number, item_key, title FROM staged_item ORDER BY item_key");
    handle.execute("CREATE TABLE rank_of (number INTEGER PRIMARY KEY, rank INTEGER)");
    handle.execute("INSERT INTO rank_of SELECT number, rank FROM sorted_item ORDER BY number");
    handle.execute(
        "CREATE TABLE sorted_attribute AS SELECT r.rank, a.position, a.attribute"
            + " FROM staged_attribute a CROSS JOIN rank_of r ON r.number = a.item"
            + " ORDER BY r.rank, a.position");
    handle.execute(
        "CREATE TABLE sorted_interaction AS"
            + " SELECT s.user_number, s.event_time, r.rank, s.weight, s.type"
            + " FROM staged_interaction s CROSS JOIN rank_of r ON r.number = s.item"
            + " ORDER BY s.user_number, "
            + order);
  }

  /**
   * @param together whether those that are alike lie side by side: spares sorting them once more
   */
  private static long repeated(Handle handle, boolean together) {
    return handle
        .createQuery(
            together
                ? "SELECT count(*) FROM sorted_interaction a CROSS JOIN sorted_interaction b"
                    + " ON b.rowid = a.rowid + 1 WHERE a.user_number = b.user_number"
                    + " AND a.event_time = b.event_time AND a.rank = b.rank"
                : "SELECT coalesce(sum(same - 1), 0) FROM (SELECT count(*) AS same"
                    + " FROM sorted_interaction GROUP BY user_number, event_time, rank)")
        .mapTo(Long.class)
        .one();
  }

  private static long count(Handle handle, String table) {
    return handle.createQuery("SELECT count(*) FROM " + table).mapTo(Long.class).one();
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
