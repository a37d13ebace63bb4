package io.emkd.storage.sql;

import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.InteractionEvent;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * What is appended to a dataset while an import of it runs. It is appended to the new content too,
 * as late events of the same arrival: nothing that was acknowledged is lost. Not thread-safe.
 */
final class MeanwhileEvents {
  private static final List<String> COLUMNS =
      List.of(
          "import_id",
          "arrival",
          "user_key",
          "item_key",
          "event_time",
          "weight",
          "type",
          "event_key");

  private final Dialect dialect;
  private final String importId;
  private final long dataset;
  private final UserAndItemIds knownIds;
  private long lastArrival = Long.MIN_VALUE;

  /**
   * @param dataset of the new content
   */
  MeanwhileEvents(Dialect dialect, String importId, long dataset) {
    this.dialect = dialect;
    this.importId = importId;
    this.dataset = dataset;
    this.knownIds = new UserAndItemIds(dialect);
  }

  /** Notes events that were appended, for each of the imports. */
  static void note(
      Handle handle,
      Dialect dialect,
      List<String> imports,
      List<AppendTransaction.Arrived> events) {
    for (String importId : imports) {
      try (BulkTable rows = BulkTable.of(handle, dialect, "meanwhile_event", COLUMNS)) {
        for (AppendTransaction.Arrived a : events) {
          Interaction interaction = a.event().interaction();
          rows.add(
              importId,
              a.arrival(),
              interaction.userId(),
              interaction.itemId(),
              interaction.timestamp(),
              interaction.weightOrNull(),
              interaction.typeOrNull(),
              a.event().eventId());
        }
        rows.flush();
      }
    }
  }

  /**
   * Appends the next ones that were noted to the new content.
   *
   * @return how many; fewer than {@code atMost} at the end
   */
  int append(Handle handle, int atMost) {
    List<AppendTransaction.Arrived> noted =
        handle
            .createQuery(
                "SELECT user_key, item_key, event_time, weight, type, event_key, arrival"
                    + " FROM meanwhile_event WHERE import_id = ? AND arrival > ?"
                    + " ORDER BY arrival LIMIT ?")
            .bind(0, importId)
            .bind(1, lastArrival)
            .bind(2, atMost)
            .map(
                (row, context) ->
                    new AppendTransaction.Arrived(
                        0,
                        new InteractionEvent(
                            new Interaction(
                                row.getString(1),
                                row.getString(2),
                                row.getDouble(3),
                                InteractionColumns.weight(row, 4),
                                InteractionColumns.type(row, 5)),
                            row.getString(6)),
                        row.getLong(7)))
            .list();
    if (!noted.isEmpty()) {
      new AppendTransaction(handle, dialect, knownIds).append(dataset, noted);
      lastArrival = noted.get(noted.size() - 1).arrival();
    }
    return noted.size();
  }
}
