package io.emkd.storage.sql;

import io.emkd.domain.dataset.HistoryPlace;
import io.emkd.domain.dataset.InteractionEvent;
import io.emkd.domain.dataset.InteractionLog;
import io.emkd.domain.dataset.PlacedInteraction;
import io.emkd.domain.dataset.SourcePosition;
import io.emkd.domain.dataset.UnknownUserException;
import io.emkd.domain.error.UnavailableException;
import io.emkd.storage.sql.AppendTransaction.Request;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;

/**
 * Interactions in SQL tables. Appends that come together share a transaction ({@link
 * AppendTransaction}), and so its wait for the disk. Thread-safe.
 */
public final class SqlInteractionLog implements InteractionLog {
  private final SqlDatabase database;
  private final UserAndItemIds knownIds;
  private final GroupCommit<Request, Appended> commits;

  public SqlInteractionLog(SqlDatabase database) {
    this.database = database;
    this.knownIds = new UserAndItemIds(database.dialect());
    this.commits =
        new GroupCommit<>("append", request -> request.events().size(), this::appendTogether);
  }

  @Override
  public CompletableFuture<Appended> append(
      String dataset, List<InteractionEvent> events, Optional<RequestId> request) {
    return commits.submit(new Request(dataset, List.copyOf(events), request, Optional.empty()));
  }

  @Override
  public CompletableFuture<Appended> append(
      String dataset, List<InteractionEvent> events, SourcePosition batch) {
    return commits.submit(
        new Request(dataset, List.copyOf(events), Optional.empty(), Optional.of(batch)));
  }

  @Override
  public long position(String source, int partition, long first) {
    return database.writeIdempotent(handle -> SourcePositions.of(handle, source, partition, first));
  }

  /** A result or a failure for each request; throws where all failed. */
  private List<Object> appendTogether(List<Request> requests) {
    try {
      return database.write(handle -> append(handle, requests));
    } catch (RuntimeException | Error failed) {
      knownIds.forget();
      if (failed instanceof Error
          || (failed instanceof UnavailableException
              && !requests.stream().allMatch(SqlInteractionLog::isIdempotent))) {
        throw failed;
      }
    }
    try {
      return database.writeIdempotent(
          handle -> {
            // Each try may know ids of rows that the one before made and took back.
            knownIds.forget();
            return append(handle, requests);
          });
    } catch (RuntimeException | Error failed) {
      knownIds.forget();
      throw failed;
    }
  }

  private List<Object> append(Handle handle, List<Request> requests) {
    return new AppendTransaction(handle, database.dialect(), knownIds).append(requests);
  }

  private static boolean isIdempotent(Request request) {
    // A batch that was taken has moved its position, and is refused the second time.
    return request.batch().isPresent()
        || request.events().stream().noneMatch(event -> event.eventId().isEmpty());
  }

  @Override
  public List<PlacedInteraction> newest(
      String dataset, String userId, Optional<HistoryPlace> before, int limit) {
    return database.readStatements(
        handle -> {
          List<PlacedInteraction> newest =
              database.userSequences().newest(handle, dataset, userId, before, limit);
          if (newest.isEmpty()) {
            DatasetRows.id(handle, dataset);
          }
          return newest;
        });
  }

  @Override
  public int deleteUser(String dataset, String userId) {
    return database.writeIdempotent(
        handle -> {
          ArrivalRow.deletes(handle);
          long id = DatasetRows.id(handle, dataset);
          RunningImports.refuse(handle, dataset);
          long user =
              handle
                  .createQuery("SELECT id FROM app_user WHERE dataset_id = ? AND user_key = ?")
                  .bind(0, id)
                  .bind(1, userId)
                  .mapTo(Long.class)
                  .findOne()
                  .orElseThrow(() -> UnknownUserException.in(dataset, userId));
          int interactions = handle.execute("DELETE FROM interaction WHERE user_id = ?", user);
          handle.execute("DELETE FROM app_user WHERE id = ?", user);
          return interactions;
        });
  }

  @Override
  public int deleteBefore(String dataset, double timestamp) {
    return database.writeIdempotent(
        handle -> {
          long id = DatasetRows.id(handle, dataset);
          RunningImports.refuse(handle, dataset);
          return handle.execute(
              "DELETE FROM interaction WHERE event_time < ?"
                  + " AND user_id IN (SELECT id FROM app_user WHERE dataset_id = ?)",
              timestamp,
              id);
        });
  }

  @Override
  public void close() {
    commits.close();
  }
}
