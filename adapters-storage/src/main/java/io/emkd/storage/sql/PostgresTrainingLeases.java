package io.emkd.storage.sql;

import io.emkd.domain.training.TrainingEvent;
import io.emkd.domain.training.TrainingLeases;
import io.emkd.domain.training.TrainingRecord;
import io.emkd.storage.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Leases in PostgreSQL's rows: claims skip rows that another claim has locked, and changes are
 * notified. Thread-safe.
 */
public final class PostgresTrainingLeases implements TrainingLeases {
  private static final String CHANNEL = "emkd_training";

  private final PostgresDatabase database;
  private final Notifications changes;

  public PostgresTrainingLeases(PostgresDatabase database) {
    this.database = database;
    this.changes = new Notifications(database, CHANNEL);
  }

  @Override
  public Optional<TrainingRecord> claim(String owner, Duration lease) {
    return database.write(
        handle ->
            handle
                .createQuery(
                    "UPDATE training SET state = 'RUNNING', owner = :owner,"
                        + " lease_end = now() + make_interval(secs => :seconds),"
                        + " cancellation_requested = 0, message = ''"
                        + " WHERE id = (SELECT id FROM training WHERE state = 'QUEUED'"
                        + " OR (state = 'RUNNING' AND lease_end < now())"
                        + " ORDER BY create_time, id LIMIT 1 FOR UPDATE SKIP LOCKED)"
                        + " RETURNING "
                        + SqlTrainingJournal.COLUMNS)
                .bind("owner", owner)
                .bind("seconds", (double) lease.toSeconds())
                .map((row, context) -> SqlTrainingJournal.readable(row))
                .findOne()
                .filter(training -> isReadable(handle, training)));
  }

  /** One whose row is damaged ends, or nobody would come past it to those that wait behind. */
  private static boolean isReadable(Handle handle, TrainingRecord training) {
    if (!training.isReadable()) {
      handle.execute(
          "UPDATE training SET state = 'FAILED', message = ?, owner = NULL, lease_end = NULL"
              + " WHERE id = ?",
          training.message(),
          training.id());
    }
    return training.isReadable();
  }

  @Override
  public Hold renew(String id, String owner, Duration lease, List<TrainingEvent> progress) {
    return database.writeIdempotent(
        handle ->
            handle
                .createQuery(
                    "UPDATE training SET lease_end = now() + make_interval(secs => :seconds),"
                        + " progress = :progress"
                        + " WHERE id = :id AND owner = :owner AND state = 'RUNNING'"
                        + " RETURNING cancellation_requested")
                .bind("seconds", (double) lease.toSeconds())
                .bind("progress", Json.write(Progress.of(progress)))
                .bind("id", id)
                .bind("owner", owner)
                .mapTo(Integer.class)
                .findOne()
                .map(asked -> asked == 0 ? Hold.HELD : Hold.CANCELLATION_REQUESTED)
                .orElse(Hold.LOST));
  }

  @Override
  public boolean release(TrainingRecord training, String owner) {
    return database.writeIdempotent(
        handle -> {
          int changed =
              handle.execute(
                  "UPDATE training SET state = ?, update_time = ?, message = ?, owner = NULL,"
                      + " lease_end = NULL WHERE id = ? AND owner = ?",
                  training.state().name(),
                  training.updateTime().toString(),
                  training.message(),
                  training.id(),
                  owner);
          tell(handle);
          return changed > 0;
        });
  }

  @Override
  public void requestCancellation(String id) {
    database.writeIdempotent(
        handle -> {
          handle.execute(
              "UPDATE training SET state = 'CANCELLED', message = 'cancelled before its first step'"
                  + " WHERE id = ? AND state = 'QUEUED'",
              id);
          handle.execute(
              "UPDATE training SET cancellation_requested = 1 WHERE id = ? AND state = 'RUNNING'",
              id);
          tell(handle);
          return null;
        });
  }

  @Override
  public List<TrainingEvent> progress(String id) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT progress FROM training WHERE id = ? AND progress IS NOT NULL")
                .bind(0, id)
                .mapTo(String.class)
                .findOne()
                .map(text -> Json.read(text, Progress.class).events())
                .orElse(List.of()));
  }

  /** Wakes who waits for a change. */
  static void tell(Handle handle) {
    handle.createQuery("SELECT pg_notify('" + CHANNEL + "', '')").mapTo(String.class).one();
  }

  @Override
  public void awaitChange(Duration atMost) throws InterruptedException {
    changes.await(atMost);
  }

  /**
   * What others see of a running training, as JSON.
   *
   * @param started once it has
   * @param step the last one
   */
  record Progress(
      TrainingEvent.@Nullable Started started,
      List<TrainingEvent.Validated> validations,
      TrainingEvent.@Nullable Step step) {
    static Progress of(List<TrainingEvent> events) {
      return new Progress(
          last(events, TrainingEvent.Started.class),
          events.stream()
              .filter(TrainingEvent.Validated.class::isInstance)
              .map(TrainingEvent.Validated.class::cast)
              .toList(),
          last(events, TrainingEvent.Step.class));
    }

    private static <E> @Nullable E last(List<TrainingEvent> events, Class<E> type) {
      return events.stream()
          .filter(type::isInstance)
          .map(type::cast)
          .reduce((first, second) -> second)
          .orElse(null);
    }

    List<TrainingEvent> events() {
      List<TrainingEvent> events = new ArrayList<>();
      if (started != null) {
        events.add(started);
      }
      events.addAll(validations);
      if (step != null) {
        events.add(step);
      }
      return events;
    }
  }
}
