package io.emkd.storage.sql;

import io.emkd.domain.data.Interaction;
import io.emkd.domain.data.InteractionEvent;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.port.InteractionLog;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Interactions in SQL tables. Appends that come together share a transaction, and so its wait for
 * the disk. Thread-safe.
 */
public final class SqlInteractionLog implements InteractionLog {
  private final SqlDatabase database;
  private final GroupCommit<Request, Appended> commits;

  private record Request(String dataset, List<InteractionEvent> events) {}

  public SqlInteractionLog(SqlDatabase database) {
    this.database = database;
    this.commits =
        new GroupCommit<>("append", request -> request.events.size(), this::appendTogether);
  }

  @Override
  public CompletableFuture<Appended> append(String dataset, List<InteractionEvent> events) {
    return commits.submit(new Request(dataset, List.copyOf(events)));
  }

  /** A result or a failure for each request; throws where all failed. */
  private List<Object> appendTogether(List<Request> requests) {
    try {
      return database.write(handle -> append(handle, requests));
    } catch (RuntimeException failed) {
      // A cached row may have been deleted by another process, or by the transaction that failed.
      database.knownIds().forget();
      if (SqlDatabase.isTransient(failed)
          && !requests.stream().allMatch(SqlInteractionLog::isIdempotent)) {
        throw failed;
      }
      return database.writeIdempotent(handle -> append(handle, requests));
    }
  }

  private static boolean isIdempotent(Request request) {
    return request.events.stream().noneMatch(event -> event.eventId().isEmpty());
  }

  private List<Object> append(Handle handle, List<Request> requests) {
    int size = requests.stream().mapToInt(request -> request.events.size()).sum();
    long end =
        handle
            .createQuery("UPDATE arrival SET next = next + ? WHERE id = 1 RETURNING next")
            .bind(0, size)
            .mapTo(Long.class)
            .one();
    long arrival = end - size;
    Map<String, Long> datasets = new HashMap<>();
    List<Object> results = new ArrayList<>();
    Set<Long> users = new HashSet<>();
    try (PreparedBatch rows =
        handle.prepareBatch(
            "INSERT INTO interaction (user_id, event_time, arrival, item_id, weight, type)"
                + " VALUES (?, ?, ?, ?, ?, ?)")) {
      for (Request request : requests) {
        try {
          long dataset =
              datasets.computeIfAbsent(request.dataset, name -> SqlDatasetStore.id(handle, name));
          results.add(append(handle, rows, dataset, request.events, arrival, users));
        } catch (NotFoundException noSuchDataset) {
          results.add(noSuchDataset);
        }
        arrival += request.events.size();
      }
      if (rows.size() > 0) {
        rows.execute();
      }
    }
    if (database.dialect() == Dialect.POSTGRESQL) {
      keep(handle, users);
    }
    return results;
  }

  /**
   * No other process deletes these users before this transaction has ended; throws if one did, of
   * whom the id was still known.
   */
  private static void keep(Handle handle, Set<Long> users) {
    List<Long> there =
        handle
            .createQuery("SELECT id FROM app_user WHERE id = ANY (?) ORDER BY id FOR KEY SHARE")
            .bindByType(0, users.toArray(Long[]::new), Long[].class)
            .mapTo(Long.class)
            .list();
    if (there.size() < users.size()) {
      throw new IllegalStateException("a user was deleted by another process");
    }
  }

  private Appended append(
      Handle handle,
      PreparedBatch rows,
      long dataset,
      List<InteractionEvent> events,
      long firstArrival,
      Set<Long> users) {
    int appended = 0;
    for (int e = 0; e < events.size(); e++) {
      InteractionEvent event = events.get(e);
      Interaction interaction = event.interaction();
      long user = database.knownIds().user(handle, dataset, interaction.userId());
      users.add(user);
      if (!event.eventId().isEmpty() && !isNew(handle, dataset, event.eventId(), user)) {
        continue;
      }
      long item = database.knownIds().item(handle, dataset, interaction.itemId());
      rows.add(
          user,
          interaction.timestamp(),
          firstArrival + e,
          item,
          interaction.weightOrNull(),
          interaction.typeOrNull());
      appended++;
    }
    return new Appended(appended, events.size() - appended);
  }

  private static boolean isNew(Handle handle, long dataset, String eventId, long user) {
    return handle.execute(
            "INSERT INTO event (dataset_id, event_key, user_id) VALUES (?, ?, ?)"
                + " ON CONFLICT (dataset_id, event_key) DO NOTHING",
            dataset,
            eventId,
            user)
        > 0;
  }

  @Override
  public List<Interaction> newest(String dataset, String userId, int limit) {
    return database.readStatements(
        handle -> {
          List<Interaction> newest =
              handle
                  .createQuery(
                      "SELECT u.user_key, i.item_key, n.event_time, n.weight, n.type FROM dataset d"
                          + " JOIN app_user u ON u.dataset_id = d.id"
                          + " JOIN interaction n ON n.user_id = u.id JOIN item i ON i.id = n.item_id"
                          + " WHERE d.name = ? AND u.user_key = ?"
                          + " ORDER BY n.event_time DESC, n.arrival DESC LIMIT ?")
                  .bind(0, dataset)
                  .bind(1, userId)
                  .bind(2, limit)
                  .map(SqlInteractionLog::interaction)
                  .list();
          if (newest.isEmpty()) {
            SqlDatasetStore.id(handle, dataset);
          }
          return newest;
        });
  }

  /** Of user, item, time, weight and type. */
  static Interaction interaction(ResultSet row, StatementContext context) throws SQLException {
    double weight = row.getDouble(4);
    boolean weighed = !row.wasNull();
    String type = row.getString(5);
    return new Interaction(
        row.getString(1),
        row.getString(2),
        row.getDouble(3),
        weighed ? weight : Double.NaN,
        type == null ? "" : type);
  }

  @Override
  public int deleteUser(String dataset, String userId) {
    return database.writeIdempotent(
        handle -> {
          long id = SqlDatasetStore.id(handle, dataset);
          long user =
              handle
                  .createQuery(
                      "SELECT id FROM app_user WHERE dataset_id = ? AND user_key = ?"
                          + database.dialect().lockingRows())
                  .bind(0, id)
                  .bind(1, userId)
                  .mapTo(Long.class)
                  .findOne()
                  .orElseThrow(
                      () ->
                          new NotFoundException(
                              "user", userId, "dataset '" + dataset + "' has no such user"));
          int interactions = handle.execute("DELETE FROM interaction WHERE user_id = ?", user);
          handle.execute("DELETE FROM app_user WHERE id = ?", user);
          database.knownIds().forget();
          return interactions;
        });
  }

  @Override
  public int deleteBefore(String dataset, double timestamp) {
    return database.writeIdempotent(
        handle ->
            handle.execute(
                "DELETE FROM interaction WHERE event_time < ?"
                    + " AND user_id IN (SELECT id FROM app_user WHERE dataset_id = ?)",
                timestamp,
                SqlDatasetStore.id(handle, dataset)));
  }

  @Override
  public void close() {
    commits.close();
  }
}
