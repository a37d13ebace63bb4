package io.emkd.storage.sql;

import com.zaxxer.hikari.HikariConfig;
import io.emkd.domain.error.UnmetPreconditionException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The embedded database: one file, one process. Thread-safe. */
public final class SqliteDatabase extends SqlDatabase {
  private static final int READERS = 8;

  /** Negative for kibibytes rather than pages. */
  private static final String CACHE_KIBIBYTES = "-65536";

  /** 64 MB: pages that change often are copied back once for many times that they change. */
  private static final int CHECKPOINT_PAGES = 16_384;

  /**
   * Twice that, in bytes: a log that grew because a long read needed it is cut down once it is
   * copied back.
   */
  private static final String LONGEST_LOG = String.valueOf(2L * CHECKPOINT_PAGES * 4096);

  private final List<ProcessLock> locks;

  /** Opens the database of a server whose models and trainings nobody else can see. */
  public static SqliteDatabase open(Path file) {
    return open(file, Optional.empty());
  }

  /**
   * Opens, or creates, {@code file} and migrates it.
   *
   * @param shared the directory with the models and trainings, which are this database's alone
   * @throws UnmetPreconditionException if another process has one of them, or the schema is newer
   */
  public static SqliteDatabase open(Path file, Optional<Path> shared) {
    List<ProcessLock> locks = new ArrayList<>();
    try {
      locks.add(ProcessLock.take(file));
      shared.map(ProcessLock::takeShared).ifPresent(locks::add);
      return new SqliteDatabase(file, locks);
    } catch (RuntimeException failed) {
      locks.forEach(ProcessLock::close);
      throw failed;
    }
  }

  private SqliteDatabase(Path file, List<ProcessLock> locks) {
    super(
        Dialect.SQLITE,
        pool(file, "sqlite-write", 1, "IMMEDIATE"),
        pool(file, "sqlite-read", READERS, "DEFERRED"));
    this.locks = locks;
  }

  private static HikariConfig pool(Path file, String name, int size, String transactions) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setJdbcUrl("jdbc:sqlite:" + file.toAbsolutePath());
    config.setMaximumPoolSize(size);
    config.addDataSourceProperty("journal_mode", "WAL");
    config.addDataSourceProperty("synchronous", "FULL");
    config.addDataSourceProperty("foreign_keys", "true");
    config.addDataSourceProperty("busy_timeout", "30000");
    config.addDataSourceProperty("cache_size", CACHE_KIBIBYTES);
    config.addDataSourceProperty("transaction_mode", transactions);
    config.addDataSourceProperty("journal_size_limit", LONGEST_LOG);
    config.setConnectionInitSql("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
    return config;
  }

  @Override
  public void close() {
    super.close();
    locks.forEach(ProcessLock::close);
  }
}
