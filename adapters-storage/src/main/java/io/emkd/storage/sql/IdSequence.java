package io.emkd.storage.sql;

import org.jdbi.v3.core.Handle;

/**
 * Ids for rows that are written in bulk. SQLite has one writer at a time, so the next free number
 * is enough; PostgreSQL's sequence is asked for many at once. Not thread-safe.
 */
final class IdSequence {
  private static final int AT_ONCE = 1000;

  private final Handle handle;
  private final Dialect dialect;
  private final String table;
  private long[] reserved = {};
  private int used;

  /**
   * @param table a name of the schema, never a caller's
   */
  IdSequence(Handle handle, Dialect dialect, String table) {
    this.handle = handle;
    this.dialect = dialect;
    this.table = table;
  }

  long next() {
    if (used == reserved.length) {
      reserved = dialect == Dialect.SQLITE ? following() : fromSequence();
      used = 0;
    }
    return reserved[used++];
  }

  private long[] following() {
    long first =
        reserved.length > 0
            ? reserved[reserved.length - 1] + 1
            : handle
                .createQuery("SELECT coalesce(max(id), 0) + 1 FROM " + table)
                .mapTo(Long.class)
                .one();
    return java.util.stream.LongStream.range(first, first + AT_ONCE).toArray();
  }

  private long[] fromSequence() {
    return handle
        .createQuery(
            "SELECT nextval(pg_get_serial_sequence('"
                + table
                + "', 'id')) FROM generate_series(1, "
                + AT_ONCE
                + ")")
        .mapTo(Long.class)
        .stream()
        .mapToLong(Long::longValue)
        .toArray();
  }
}
