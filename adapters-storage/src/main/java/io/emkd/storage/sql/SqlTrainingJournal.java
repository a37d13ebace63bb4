package io.emkd.storage.sql;

import io.emkd.domain.port.TrainingJournal;
import io.emkd.domain.training.TrainingRecord;
import io.emkd.domain.training.TrainingRequest;
import io.emkd.domain.training.TrainingState;
import io.emkd.storage.files.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The trainings in a SQL table; the request is JSON. Thread-safe. */
public final class SqlTrainingJournal implements TrainingJournal {
  static final String COLUMNS = "id, request, state, create_time, update_time, message";
  private static final String SELECT = "SELECT " + COLUMNS + " FROM training";

  private final SqlDatabase database;

  public SqlTrainingJournal(SqlDatabase database) {
    this.database = database;
  }

  @Override
  public void put(TrainingRecord training) {
    database.writeIdempotent(
        handle -> {
          handle
              .createUpdate(
                  "INSERT INTO training (id, state, create_time, update_time, request, message)"
                      + " VALUES (:id, :state, :created, :updated, :request, :message)"
                      + " ON CONFLICT (id) DO UPDATE SET state = :state, update_time = :updated, message = :message")
              .bind("id", training.id())
              .bind("state", training.state().name())
              .bind("created", training.createTime().toString())
              .bind("updated", training.updateTime().toString())
              .bind("request", Json.write(training.request()))
              .bind("message", training.message())
              .execute();
          if (database.dialect() == Dialect.POSTGRESQL) {
            PostgresTrainingLeases.tell(handle);
          }
          return null;
        });
  }

  @Override
  public Optional<TrainingRecord> find(String id) {
    return database.read(
        handle ->
            handle
                .createQuery(SELECT + " WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> training(row))
                .findOne());
  }

  @Override
  public List<TrainingRecord> list() {
    return database.read(
        handle ->
            handle
                .createQuery(SELECT + " ORDER BY create_time DESC, id")
                .map((row, context) -> training(row))
                .list());
  }

  static TrainingRecord training(ResultSet row) throws SQLException {
    return new TrainingRecord(
        row.getString(1),
        Json.read(row.getString(2), TrainingRequest.class),
        TrainingState.valueOf(row.getString(3)),
        Instant.parse(row.getString(4)),
        Instant.parse(row.getString(5)),
        row.getString(6));
  }
}
