package io.emkd.storage.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** Listens to one channel of PostgreSQL, on a connection of its own that stays. Thread-safe. */
final class Notifications {
  private final PostgresDatabase database;
  private final String channel;
  private @Nullable Connection connection;

  /**
   * @param channel a name of this project's, never a caller's
   */
  Notifications(PostgresDatabase database, String channel) {
    this.database = database;
    this.channel = channel;
  }

  /**
   * Waits until the channel is notified, or the time is over. The first call, and the first after a
   * lost connection, returns at once: what was notified before it listened is not known.
   */
  synchronized void await(Duration atMost) throws InterruptedException {
    try {
      if (connection == null) {
        connection = database.connect();
        try (Statement statement = connection.createStatement()) {
          statement.execute("LISTEN " + channel);
        }
        return;
      }
      connection
          .unwrap(PGConnection.class)
          .getNotifications(Math.toIntExact(Math.max(1, atMost.toMillis())));
    } catch (SQLException away) {
      disconnect();
      Thread.sleep(atMost.toMillis());
    }
  }

  private void disconnect() {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException lost) {
        // It is what closing is for.
      }
      connection = null;
    }
  }
}
