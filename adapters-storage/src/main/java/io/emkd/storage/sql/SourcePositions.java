package io.emkd.storage.sql;

import io.emkd.domain.dataset.MovedPositionException;
import io.emkd.domain.dataset.SourcePosition;
import io.emkd.storage.sql.AppendTransaction.Request;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** How far numbered streams were read, each partition a row. */
final class SourcePositions {
  private SourcePositions() {}

  /**
   * Moves the positions of batches that nothing has refused yet. What is not where its batch begins
   * is refused: another reader was there first.
   *
   * @param refused for each request what refuses it; added to
   */
  static void move(
      Handle handle, List<Request> requests, List<Optional<RuntimeException>> refused) {
    for (int r = 0; r < requests.size(); r++) {
      SourcePosition batch = requests.get(r).batch().orElse(null);
      if (batch != null && refused.get(r).isEmpty() && !moved(handle, batch)) {
        refused.set(r, Optional.of(new MovedPositionException(batch)));
      }
    }
  }

  private static boolean moved(Handle handle, SourcePosition batch) {
    return handle.execute(
            "UPDATE source_position SET next = ? WHERE source = ? AND part = ? AND next = ?",
            batch.to(),
            batch.source(),
            batch.partition(),
            batch.from())
        == 1;
  }

  /** The position of a partition, which begins with {@code first}. */
  static long of(Handle handle, String source, int partition, long first) {
    handle.execute(
        "INSERT INTO source_position (source, part, next) VALUES (?, ?, ?)"
            + " ON CONFLICT (source, part) DO NOTHING",
        source,
        partition,
        first);
    return handle
        .createQuery("SELECT next FROM source_position WHERE source = ? AND part = ?")
        .bind(0, source)
        .bind(1, partition)
        .mapTo(Long.class)
        .one();
  }
}
