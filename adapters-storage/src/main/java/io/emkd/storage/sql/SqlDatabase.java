package io.emkd.storage.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import io.emkd.domain.error.UnavailableException;
import io.emkd.domain.error.UnmetPreconditionException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * A database with the schema that its migrations own. What fails because of the database or its
 * disk is told by {@link StorageErrors}; what may be done twice without harm is tried again first
 * where it is {@link UnavailableException}. Thread-safe.
 */
public abstract class SqlDatabase implements AutoCloseable {
  private static final RetryPolicy<Object> TRY_AGAIN =
      RetryPolicy.builder()
          .handle(UnavailableException.class)
          .withBackoff(Duration.ofMillis(50), Duration.ofMillis(400))
          .withJitter(0.5)
          .withMaxRetries(3)
          .withMaxDuration(Duration.ofSeconds(5))
          .build();

  private final Dialect dialect;
  private final HikariDataSource writerPool;
  private final HikariDataSource readerPool;
  private final Jdbi writer;
  private final Jdbi reader;
  private final UserSequences userSequences;
  private final RemovedDatasets removedDatasets;
  private final ReentrantLock slices = new ReentrantLock(true);

  /** Migrates the schema. */
  SqlDatabase(Dialect dialect, HikariConfig writing, HikariConfig reading) {
    this.dialect = dialect;
    writerPool = connect(writing);
    try {
      migrate();
      readerPool = connect(reading);
    } catch (RuntimeException failed) {
      writerPool.close();
      throw failed;
    }
    writer = jdbi(writerPool::getConnection);
    reader = jdbi(readerPool::getConnection);
    userSequences = new UserSequences(dialect);
    removedDatasets = new RemovedDatasets(this);
  }

  private static HikariDataSource connect(HikariConfig config) {
    try {
      return new HikariDataSource(config);
    } catch (RuntimeException failed) {
      throw new UnmetPreconditionException(
          "DATABASE_UNREACHABLE",
          config.getJdbcUrl(),
          "the database " + config.getJdbcUrl() + " cannot be used: " + rootMessage(failed));
    }
  }

  private void migrate() {
    try {
      Flyway.configure()
          .dataSource(writerPool)
          .locations(dialect.migrations())
          // Else a schema of a newer server would pass.
          .ignoreMigrationPatterns("")
          .load()
          .migrate();
    } catch (FlywayException refused) {
      StorageErrors.of(refused)
          .ifPresent(
              known -> {
                throw known;
              });
      throw new UnmetPreconditionException(
          "SCHEMA_UNKNOWN",
          writerPool.getJdbcUrl(),
          "the schema of "
              + writerPool.getJdbcUrl()
              + " is not one that this server knows or can migrate; a newer server may have made it: "
              + refused.getMessage());
    }
  }

  Dialect dialect() {
    return dialect;
  }

  /** One, whoever reads: it remembers ids and keys. */
  UserSequences userSequences() {
    return userSequences;
  }

  /** One a process. */
  RemovedDatasets removedDatasets() {
    return removedDatasets;
  }

  /** Reads one state of the database. */
  <T> T read(HandleCallback<T, RuntimeException> work) {
    return again(() -> reader.inTransaction(dialect.snapshot(), work));
  }

  /** Reads with statements that need not see the same state: spares beginning and ending one. */
  <T> T readStatements(HandleCallback<T, RuntimeException> work) {
    return again(() -> reader.withHandle(work));
  }

  /** Reads one state of the database, for as long as it takes. */
  <T> T readLong(HandleCallback<T, RuntimeException> work) {
    return read(handle -> withoutTimeout(handle, work));
  }

  /** Writes in one transaction, for as long as it takes, where that holds up nobody. */
  <T> T writeLong(HandleCallback<T, RuntimeException> work) {
    return told(() -> longWriter().inTransaction(handle -> withoutTimeout(handle, work)));
  }

  /** The writer whose connections nobody waits for. */
  Jdbi longWriter() {
    return writer;
  }

  static Jdbi jdbi(ConnectionFactory connections) {
    return Jdbi.create(connections).registerArrayType(String.class, "text");
  }

  /**
   * Writes in one of many short transactions of work that nobody waits for: at most one of these is
   * before an append, however much such work there is.
   */
  <T> T writeSlice(HandleCallback<T, RuntimeException> work) {
    slices.lock();
    try {
      return write(work);
    } finally {
      slices.unlock();
    }
  }

  private <T> T withoutTimeout(Handle handle, HandleCallback<T, RuntimeException> work) {
    if (dialect == Dialect.POSTGRESQL) {
      handle.execute("SET LOCAL statement_timeout = 0");
    }
    return work.withHandle(handle);
  }

  /** Writes in one transaction, once. */
  <T> T write(HandleCallback<T, RuntimeException> work) {
    return told(() -> writer.inTransaction(work));
  }

  /** Works on the writing connection, each statement by itself. */
  <T> T writeUntransacted(HandleCallback<T, RuntimeException> work) {
    return told(() -> writer.withHandle(work));
  }

  /**
   * Writes as {@link #writeSlice} does, in a transaction of SQLite that reads another file beside
   * it.
   *
   * @param file attached as {@code staging}
   */
  <T> T writeBeside(Path file, HandleCallback<T, RuntimeException> work) {
    slices.lock();
    try {
      return writeUntransacted(
          handle -> {
            handle.execute("ATTACH ? AS staging", file.toAbsolutePath().toString());
            try {
              return handle.inTransaction(work);
            } finally {
              handle.execute("DETACH staging");
            }
          });
    } finally {
      slices.unlock();
    }
  }

  /** Copies SQLite's log back as far as that holds up nobody. */
  void checkpoint() {
    told(
        () ->
            reader.withHandle(
                handle -> handle.createQuery("PRAGMA wal_checkpoint(PASSIVE)").mapToMap().list()));
  }

  /** Writes, in one transaction, what changes nothing when it is done a second time. */
  <T> T writeIdempotent(HandleCallback<T, RuntimeException> work) {
    return again(() -> writer.inTransaction(work));
  }

  private static <T> T again(Supplier<T> work) {
    return Failsafe.with(TRY_AGAIN).get(() -> told(work));
  }

  /**
   * Does work whose failures are told as those of the database, also work of several transactions
   * or beside the database's file.
   */
  static <T> T told(Supplier<T> work) {
    try {
      return work.get();
    } catch (JdbiException | UncheckedIOException failed) {
      throw StorageErrors.of(failed).orElse(failed);
    }
  }

  /**
   * Asks for a row, for two seconds at most.
   *
   * @throws RuntimeException if the database does not answer
   */
  public void requireAnswer() {
    told(
        () ->
            reader.withHandle(
                handle ->
                    handle
                        .createQuery("SELECT name FROM dataset LIMIT 1")
                        .setQueryTimeout(2)
                        .mapTo(String.class)
                        .findFirst()));
  }

  /** Has the pools of connections tell what they do. */
  public void watch(MetricsTrackerFactory metrics) {
    writerPool.setMetricsTrackerFactory(metrics);
    readerPool.setMetricsTrackerFactory(metrics);
  }

  private static String rootMessage(Throwable failed) {
    Throwable root = failed;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  @Override
  public void close() {
    removedDatasets.close();
    readerPool.close();
    writerPool.close();
  }
}
