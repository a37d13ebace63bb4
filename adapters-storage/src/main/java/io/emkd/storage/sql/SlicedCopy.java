package io.emkd.storage.sql;

import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * Copies rows from an attached file in transactions that are short enough for others to write
 * between them, and copies the log back meanwhile so that nobody else has to. Not thread-safe.
 */
final class SlicedCopy {
  private static final double SLICE_NANOS = 10e6;
  private static final long FIRST_ROWS = 1000;
  private static final long FEWEST_ROWS = 100;
  private static final long MOST_ROWS = 20_000;
  private static final double CHECKPOINT_NANOS = 0.5e9;

  private final SqlDatabase database;
  private final Path file;
  private final BooleanSupplier cancelled;
  private long checkpointed = System.nanoTime();

  SlicedCopy(SqlDatabase database, Path file, BooleanSupplier cancelled) {
    this.database = database;
    this.file = file;
    this.cancelled = cancelled;
  }

  /**
   * @param sql copies the rows after {@code :after} up to {@code :last}, which count from 1
   */
  void rows(long count, String sql) {
    long slice = FIRST_ROWS;
    for (long copied = 0; copied < count; ) {
      ImportPublication.stopIf(cancelled);
      long after = copied;
      long last = Math.min(count, copied + slice);
      double nanos =
          database.writeBeside(
              file,
              handle -> {
                // Without the wait for the others' transactions.
                long start = System.nanoTime();
                handle.createUpdate(sql).bind("after", after).bind("last", last).execute();
                return (double) (System.nanoTime() - start);
              });
      copied = last;
      slice = (long) Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, slice * SLICE_NANOS / nanos));
      if (System.nanoTime() - checkpointed > CHECKPOINT_NANOS) {
        database.checkpoint();
        checkpointed = System.nanoTime();
      }
    }
  }
}
