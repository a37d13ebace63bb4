package io.emkd.storage.sql;

import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.DamagedArtifact;
import io.emkd.domain.error.DamagedArtifact.Kind;
import io.emkd.domain.error.DamagedArtifacts;
import io.emkd.domain.training.TrainingJournal;
import io.emkd.domain.training.TrainingRecord;
import io.emkd.domain.training.TrainingRequest;
import io.emkd.domain.training.TrainingState;
import io.emkd.storage.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The trainings in a SQL table; the request is JSON. One whose row cannot be read is listed as
 * failed, with the reason, and is DATA_LOSS by its id. Thread-safe.
 */
public final class SqlTrainingJournal implements TrainingJournal {
  static final String COLUMNS = "id, request, state, create_time, update_time, message";
  private static final String SELECT = "SELECT " + COLUMNS + " FROM training";

  /** What a message's timestamp can say. */
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private final SqlDatabase database;
  private final DamagedArtifacts damaged;

  public SqlTrainingJournal(SqlDatabase database) {
    this(database, new DamagedArtifacts());
  }

  /**
   * @param damaged told of rows that cannot be read
   */
  public SqlTrainingJournal(SqlDatabase database, DamagedArtifacts damaged) {
    this.database = database;
    this.damaged = damaged;
  }

  @Override
  public void put(TrainingRecord training) {
    insert(
        training,
        null,
        "(id) DO UPDATE SET state = :state, update_time = :updated, message = :message");
  }

  @Override
  public TrainingRecord putOnce(TrainingRecord training, String requestId) {
    insert(training, requestId, "DO NOTHING");
    return ofRequest(requestId).orElse(training);
  }

  private void insert(TrainingRecord training, @Nullable String requestId, String onConflict) {
    database.writeIdempotent(
        handle -> {
          handle
              .createUpdate(
                  "INSERT INTO training (id, state, create_time, update_time, request, message, request_id)"
                      + " VALUES (:id, :state, :created, :updated, :request, :message, :requestId)"
                      + " ON CONFLICT "
                      + onConflict)
              .bind("id", training.id())
              .bind("state", training.state().name())
              .bind("created", training.createTime().toString())
              .bind("updated", training.updateTime().toString())
              .bind("request", Json.write(training.request()))
              .bind("message", training.message())
              .bind("requestId", requestId)
              .execute();
          if (database.dialect() == Dialect.POSTGRESQL) {
            PostgresTrainingLeases.tell(handle);
          }
          return null;
        });
  }

  @Override
  public Optional<TrainingRecord> ofRequest(String requestId) {
    return found("request_id", requestId);
  }

  @Override
  public Optional<TrainingRecord> find(String id) {
    return found("id", id);
  }

  private Optional<TrainingRecord> found(String column, String value) {
    return database.read(
        handle ->
            handle
                .createQuery(SELECT + " WHERE " + column + " = :value")
                .bind("value", value)
                .map((row, context) -> training(row))
                .findOne());
  }

  @Override
  public List<TrainingRecord> list() {
    List<TrainingRecord> listed =
        database.read(
            handle ->
                handle
                    .createQuery(SELECT + " ORDER BY create_time DESC, id")
                    .map((row, context) -> readable(row))
                    .list());
    Set<String> unreadable = new HashSet<>();
    for (TrainingRecord training : listed) {
      if (!training.isReadable()) {
        unreadable.add(training.id());
        damaged.found(new DamagedArtifact(Kind.TRAINING, training.id(), training.message()));
      }
    }
    damaged.removed(Kind.TRAINING, id -> !unreadable.contains(id));
    return listed;
  }

  /** What stands for it, where the row cannot be read. */
  static TrainingRecord readable(ResultSet row) throws SQLException {
    try {
      return training(row);
    } catch (CorruptArtifactException unreadable) {
      return TrainingRecord.unreadable(
          String.valueOf(row.getString(1)), String.valueOf(unreadable.getMessage()));
    }
  }

  /**
   * @throws CorruptArtifactException naming the training, if its row cannot be read
   */
  static TrainingRecord training(ResultSet row) throws SQLException {
    String id = row.getString(1);
    try {
      return new TrainingRecord(
          id,
          Json.readWhole("the request of training " + id, row.getString(2), TrainingRequest.class),
          TrainingState.valueOf(row.getString(3)),
          time(row.getString(4)),
          time(row.getString(5)),
          Objects.requireNonNullElse(row.getString(6), ""));
    } catch (CorruptArtifactException named) {
      throw named;
    } catch (RuntimeException unreadable) {
      throw new CorruptArtifactException(
          "the row of training " + id + " is damaged: " + unreadable.getMessage(), unreadable);
    }
  }

  private static Instant time(String text) {
    Instant time = Instant.parse(text);
    if (time.isBefore(Instant.EPOCH) || time.isAfter(LATEST)) {
      throw new IllegalArgumentException("no training was at " + time);
    }
    return time;
  }
}
