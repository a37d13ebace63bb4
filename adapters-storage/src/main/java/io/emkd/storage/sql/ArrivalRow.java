package io.emkd.storage.sql;

import org.jdbi.v3.core.Handle;

/**
 * The one row of the table {@code arrival}. Every append locks it from its first statement to its
 * commit, in all processes, so arrivals are in the order of commits.
 */
final class ArrivalRow {
  private ArrivalRow() {}

  /**
   * @param first the arrival of the first event; those of the others follow
   * @param deletions how often users or items were deleted; known ids of another count may be gone
   */
  record Taken(long first, long deletions) {}

  /** Takes the arrivals of some events. */
  static Taken take(Handle handle, int events) {
    return handle
        .createQuery(
            "UPDATE arrival SET next = next + ? WHERE id = 1 RETURNING next - ?, deletions")
        .bind(0, events)
        .bind(1, events)
        .map((row, context) -> new Taken(row.getLong(1), row.getLong(2)))
        .one();
  }

  /** Waits for the append that is on its way; the next one waits for this transaction. */
  static void lock(Handle handle) {
    handle.execute("UPDATE arrival SET next = next WHERE id = 1");
  }

  /**
   * Whoever deletes users or items in this transaction says so: ids that are known elsewhere are
   * looked up again. Nothing is appended until its end, so an import says it last.
   */
  static void deletes(Handle handle) {
    handle.execute("UPDATE arrival SET deletions = deletions + 1 WHERE id = 1");
  }
}
