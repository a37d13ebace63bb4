package io.emkd.storage.sql;

import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.StorageFailure;
import io.emkd.domain.error.UnavailableException;
import io.emkd.domain.error.UnmetPreconditionException;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The one place that tells what a failure of the database or of its files means to a caller: away
 * for now, not writable, or damaged. Names neither paths nor SQL; those are in the cause.
 */
final class StorageErrors {
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration WHEN_SOMEBODY_ACTED = Duration.ofSeconds(30);

  private static final String FULL = "the disk of the storage is full; nothing was changed";
  private static final String AWAY = "the database does not answer at present";
  private static final String FILES = "the files of the storage cannot be used at present";

  /** What a SQLSTATE of PostgreSQL means; its beginning counts, and the first that fits. */
  private static final List<State> STATES =
      List.of(
          new State("53100", FULL, WHEN_SOMEBODY_ACTED),
          new State("53200", "the database has no memory left at present", SOON),
          new State("53300", "the database takes no more connections at present", SOON),
          new State("53", "the database has too much to do at present", SOON),
          new State("08", AWAY, SOON),
          new State("25P03", "the server took too long between two statements", SOON),
          new State("57P", "the database is being stopped or started", SOON),
          new State("57014", "the database took longer than it may", SOON),
          new State("40", "another transaction was in the way", SOON),
          new State("55P03", "another transaction was in the way", SOON),
          new State("58", FILES, WHEN_SOMEBODY_ACTED));

  private record State(String beginning, String reason, Duration retryAfter) {}

  private StorageErrors() {}

  /** Empty where it is a fault of this program, or was told before. */
  static Optional<RuntimeException> of(Throwable failed) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      Optional<RuntimeException> found =
          cause instanceof SQLiteException sqlite
              ? sqlite(sqlite.getResultCode(), failed)
              : cause instanceof SQLException sql
                  ? sql(sql, failed)
                  : cause instanceof IOException io ? file(io, failed) : Optional.empty();
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<RuntimeException> sqlite(SQLiteErrorCode code, Throwable failed) {
    if (code == SQLiteErrorCode.SQLITE_IOERR_CORRUPTFS) {
      return Optional.of(damaged(failed));
    }
    // The lowest byte tells the kind, the others more of it.
    return switch (code.code & 0xff) {
      case 13 -> Optional.of(away(FULL, WHEN_SOMEBODY_ACTED, failed));
      case 10, 14 -> Optional.of(away(FILES, WHEN_SOMEBODY_ACTED, failed));
      case 5, 6, 15 -> Optional.of(away("another transaction was in the way", SOON, failed));
      case 7 -> Optional.of(away("the database has no memory left at present", SOON, failed));
      case 3, 8, 23 -> Optional.of(readOnly(failed));
      case 11, 26 -> Optional.of(damaged(failed));
      default -> Optional.empty();
    };
  }

  private static Optional<RuntimeException> sql(SQLException sql, Throwable failed) {
    String state = String.valueOf(sql.getSQLState());
    if (state.equals("25006") || state.equals("42501")) {
      return Optional.of(readOnly(failed));
    }
    if (state.startsWith("XX001") || state.startsWith("XX002")) {
      return Optional.of(damaged(failed));
    }
    for (State known : STATES) {
      if (state.startsWith(known.beginning)) {
        return Optional.of(away(known.reason, known.retryAfter, failed));
      }
    }
    return sql instanceof SQLTransientException
        ? Optional.of(away(AWAY, SOON, failed))
        : Optional.empty();
  }

  private static Optional<RuntimeException> file(IOException io, Throwable failed) {
    return switch (StorageFailure.in(io)) {
      case STORAGE_FULL -> Optional.of(away(FULL, WHEN_SOMEBODY_ACTED, failed));
      case STORAGE_READ_ONLY -> Optional.of(readOnly(failed));
      case STORAGE_BUSY, NONE -> Optional.empty();
    };
  }

  private static UnavailableException away(String reason, Duration retryAfter, Throwable failed) {
    return new UnavailableException(reason, retryAfter, failed);
  }

  private static RuntimeException readOnly(Throwable failed) {
    return caused(
        new UnmetPreconditionException(
            "STORAGE_READ_ONLY",
            "storage",
            "the server may not write to its storage, which is read-only; nothing was changed."
                + " Give the server's user the right to write, or mount it for writing"),
        failed);
  }

  private static RuntimeException damaged(Throwable failed) {
    return new CorruptArtifactException(
        "the database is damaged; restore it from a backup, or import its datasets anew", failed);
  }

  private static RuntimeException caused(RuntimeException told, Throwable failed) {
    told.initCause(failed);
    return told;
  }
}
