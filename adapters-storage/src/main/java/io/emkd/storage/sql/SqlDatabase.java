package io.emkd.storage.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import io.emkd.domain.error.UnavailableException;
import io.emkd.domain.error.UnmetPreconditionException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * A database with the schema that its migrations own. What fails because the database is away, or
 * loses a race against another transaction, becomes an {@link UnavailableException}; what may be
 * done twice without harm is tried again first. Thread-safe.
 */
public abstract class SqlDatabase implements AutoCloseable {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /**
   * By SQLSTATE: connection lost, out of resources, shutting down, statement timeout,
   * serialization, deadlock.
   */
  private static final List<String> TRANSIENT_STATES =
      List.of("08", "53", "57P", "57014", "40001", "40P01");

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
    writer = Jdbi.create(writerPool).registerArrayType(String.class, "text");
    reader = Jdbi.create(readerPool).registerArrayType(String.class, "text");
    userSequences = new UserSequences(dialect);
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

  /** Reads one state of the database. */
  <T> T read(HandleCallback<T, RuntimeException> work) {
    return again(() -> reader.inTransaction(dialect.snapshot(), work));
  }

  /** Reads with statements that need not see the same state: spares beginning and ending one. */
  <T> T readStatements(HandleCallback<T, RuntimeException> work) {
    return again(() -> reader.withHandle(work));
  }

  /** As {@link #read}, for as long as it takes. */
  <T> T readLong(HandleCallback<T, RuntimeException> work) {
    return read(handle -> withoutTimeout(handle, work));
  }

  /** As {@link #write}, for as long as it takes. */
  <T> T writeLong(HandleCallback<T, RuntimeException> work) {
    return write(handle -> withoutTimeout(handle, work));
  }

  private <T> T withoutTimeout(Handle handle, HandleCallback<T, RuntimeException> work) {
    if (dialect == Dialect.POSTGRESQL) {
      handle.execute("SET LOCAL statement_timeout = 0");
    }
    return work.withHandle(handle);
  }

  /** In one transaction, once. */
  <T> T write(HandleCallback<T, RuntimeException> work) {
    return translated(() -> writer.inTransaction(work));
  }

  /** In one transaction; work that changes nothing when it is done a second time. */
  <T> T writeIdempotent(HandleCallback<T, RuntimeException> work) {
    return again(() -> writer.inTransaction(work));
  }

  private static <T> T again(java.util.function.Supplier<T> work) {
    return Failsafe.with(TRY_AGAIN).get(() -> translated(work));
  }

  private static <T> T translated(java.util.function.Supplier<T> work) {
    try {
      return work.get();
    } catch (JdbiException failed) {
      if (isTransient(failed)) {
        throw new UnavailableException(
            "the database cannot be used at present: " + rootMessage(failed), RETRY_AFTER, failed);
      }
      throw failed;
    }
  }

  static boolean isTransient(Throwable failed) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLTransientException) {
        return true;
      }
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        String state = sql.getSQLState();
        if (TRANSIENT_STATES.stream().anyMatch(state::startsWith)) {
          return true;
        }
      }
    }
    return false;
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
    readerPool.close();
    writerPool.close();
  }
}
