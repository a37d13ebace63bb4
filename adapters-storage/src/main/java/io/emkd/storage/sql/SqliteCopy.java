package io.emkd.storage.sql;

import io.emkd.domain.error.CorruptArtifactException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Copies an embedded database that a server may be using: one state of it, page by page, as SQLite
 * copies it online. Nobody waits for it; the server's log grows until it has ended.
 */
public final class SqliteCopy {
  private static final int BUSY_MILLIS = 30_000;
  private static final int WAIT_MILLIS = 100;

  /** In several steps a server that writes would have it begin anew each time. */
  private static final int ALL_PAGES = -1;

  private SqliteCopy() {}

  /**
   * Writes what has been committed when this begins, and checks the copy's structure.
   *
   * @param target does not exist
   * @throws CorruptArtifactException if the database is damaged
   */
  public static void write(Path database, Path target) {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(BUSY_MILLIS);
    try (Connection source = config.createConnection("jdbc:sqlite:" + database.toAbsolutePath())) {
      int result =
          source
              .unwrap(SQLiteConnection.class)
              .getDatabase()
              .backup(
                  "main",
                  target.toString(),
                  null,
                  WAIT_MILLIS,
                  BUSY_MILLIS / WAIT_MILLIS,
                  ALL_PAGES);
      SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(result);
      if (code != SQLiteErrorCode.SQLITE_OK) {
        throw new SQLiteException("the copy failed: " + code, code);
      }
      check(target);
    } catch (SQLException failed) {
      throw StorageErrors.of(failed).orElse(new IllegalStateException(failed));
    }
  }

  /** Reads nothing but the file, and leaves none beside it. */
  private static void check(Path copy) throws SQLException {
    String url = "jdbc:sqlite:" + copy.toUri().toString().replace("///", "/") + "?immutable=1";
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("PRAGMA quick_check(1)")) {
      if (!found.next() || !"ok".equals(found.getString(1))) {
        throw new CorruptArtifactException("the database is damaged: " + found.getString(1), null);
      }
    }
  }
}
