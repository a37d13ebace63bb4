package io.emkd.storage.sql;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.jdbi.v3.core.Jdbi;

/** PostgreSQL, which several processes may share. Thread-safe. */
public final class PostgresDatabase extends SqlDatabase {
  private static final long CONNECTION_WAIT_MILLIS = 2000;

  /** Between two statements of a short transaction. */
  private static final long LONGEST_PAUSE_MILLIS = 10_000;

  private final Settings settings;
  private final Jdbi longWriter;

  /**
   * @param url {@code jdbc:postgresql://HOST:PORT/DATABASE}
   * @param connections at most, half of them for writing
   * @param statementTimeout of a statement that a request waits for; imports and trainings have
   *     none
   */
  public record Settings(
      String url, String user, String password, int connections, Duration statementTimeout) {
    @Override
    public String toString() {
      return "Settings[" + url + ", " + user + "]";
    }
  }

  /**
   * Connects and migrates the schema.
   *
   * @throws io.emkd.domain.error.UnmetPreconditionException if it cannot be reached, or its schema
   *     is newer
   */
  public PostgresDatabase(Settings settings) {
    super(Dialect.POSTGRESQL, pool(settings, "write", false), pool(settings, "read", true));
    this.settings = settings;
    longWriter = jdbi(this::connect);
  }

  /** Each import has a connection of its own beside the pool, where others would wait for it. */
  @Override
  Jdbi longWriter() {
    return longWriter;
  }

  /** A connection of its own, which the caller closes. */
  Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", settings.user);
    properties.setProperty("password", settings.password);
    properties.setProperty("ApplicationName", "emkd-long");
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("connectTimeout", "5");
    return DriverManager.getConnection(settings.url, properties);
  }

  private static HikariConfig pool(Settings settings, String purpose, boolean readOnly) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("postgresql-" + purpose);
    config.setJdbcUrl(settings.url);
    config.setUsername(settings.user);
    config.setPassword(settings.password);
    config.setMaximumPoolSize(Math.max(2, settings.connections / 2));
    config.setReadOnly(readOnly);
    config.setConnectionTimeout(CONNECTION_WAIT_MILLIS);
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    config.addDataSourceProperty("ApplicationName", "emkd-" + purpose);
    // A server that went away without a word is noticed.
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("connectTimeout", "5");
    config.addDataSourceProperty(
        "options",
        "-c statement_timeout="
            + settings.statementTimeout.toMillis()
            // A server that stalls in the midst of an append would hold up those of all others.
            + (readOnly ? "" : " -c idle_in_transaction_session_timeout=" + LONGEST_PAUSE_MILLIS));
    return config;
  }
}
