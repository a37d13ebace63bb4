package io.emkd.storage.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.configuration.Preset;
import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.InteractionEvent;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.UnavailableException;
import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.domain.training.TrainingRecord;
import io.emkd.domain.training.TrainingRequest;
import io.emkd.domain.training.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class StorageErrorsTest {
  @TempDir Path folder;
  private SqliteDatabase database;
  private SqlDatasetStore datasets;
  private SqlInteractionLog log;
  private SqlItemStore items;
  private SqlTrainingJournal journal;

  @BeforeEach
  void open() {
    database = SqliteDatabase.open(folder.resolve("emkd.sqlite"));
    datasets = new SqlDatasetStore(database, folder.resolve("scratch"));
    log = new SqlInteractionLog(database);
    items = new SqlItemStore(database);
    journal = new SqlTrainingJournal(database);
    datasets.create(new DatasetDefinition("shop", 0));
    append("a");
  }

  @AfterEach
  void close() {
    log.close();
    database.close();
  }

  private void append(String item) {
    try {
      log.append("shop", List.of(new InteractionEvent(new Interaction("u", item, 1), ""))).join();
    } catch (CompletionException failed) {
      throw (RuntimeException) failed.getCause();
    }
  }

  private void fill(int rows) {
    String text = "x".repeat(200);
    datasets.replace(
        new DatasetDefinition("big", 0),
        sink -> {
          for (int row = 0; row < rows; row++) {
            sink.interaction(new Interaction(text + row, text + row % 7, row));
          }
        });
  }

  /** Everything that writes more than a page has room for. */
  private Map<String, ThrowingCallable> writes() {
    return Map.of(
        "append",
        () -> {
          for (int i = 0; i < 5000; i++) {
            append("x".repeat(200) + i);
          }
        },
        "import",
        () -> fill(50_000),
        "create",
        () -> {
          for (int i = 0; i < 2000; i++) {
            datasets.create(new DatasetDefinition("d" + i + "x".repeat(50), 0));
          }
        },
        "upsert",
        () -> {
          for (int i = 0; i < 2000; i++) {
            items.upsert("shop", List.of(new Item("n" + i, "x".repeat(2000), List.of())));
          }
        },
        "training",
        () -> {
          for (int i = 0; i < 2000; i++) {
            journal.put(training("x".repeat(200) + i));
          }
        });
  }

  private static TrainingRecord training(String id) {
    return new TrainingRecord(
        id,
        new TrainingRequest("shop", "model", Preset.SMALL.configuration(), false),
        TrainingState.QUEUED,
        Instant.EPOCH,
        Instant.EPOCH,
        "");
  }

  private void pragma(String pragma) {
    database.write(handle -> handle.createQuery("PRAGMA " + pragma).mapToMap().list());
  }

  @Test
  void aFullDiskIsUnavailableForEverythingThatWritesAndWhenThereIsRoomAllGoesOn() {
    pragma("max_page_count = 40");
    writes()
        .forEach(
            (what, write) ->
                assertThatThrownBy(write)
                    .as(what)
                    .isInstanceOfSatisfying(
                        UnavailableException.class,
                        full -> assertThat(full.retryAfter()).isPositive())
                    .hasMessageContaining("disk of the storage is full"));
    assertThat(datasets.history("shop", "u")).startsWith("a");
    assertThat(datasets.list()).doesNotContain(new DatasetDefinition("big", 0));
    pragma("max_page_count = 1000000");
    append("after");
    fill(1000);
    journal.put(training("after"));
    assertThat(datasets.history("shop", "u")).contains("after");
    assertThat(datasets.load("big").userIds()).hasSize(1000);
  }

  @Test
  void whatAFailedAppendMadeIsNotTakenForThereByTheNext() {
    pragma("max_page_count = 40");
    String[] refused = {""};
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 5000; i++) {
                refused[0] = "x".repeat(200) + i;
                appendOnce(refused[0]);
              }
            })
        .isInstanceOf(UnavailableException.class);
    assertThatThrownBy(() -> appendOnce(refused[0])).isInstanceOf(UnavailableException.class);
    pragma("max_page_count = 1000000");
    appendOnce(refused[0]);
    appendOnce(refused[0]);
    assertThat(datasets.history("shop", refused[0])).containsExactly(refused[0]);
    assertThat(datasets.load("shop").userIds()).contains(refused[0]);
  }

  /** A new user, a new item, and an id of the event: it is tried again. */
  private void appendOnce(String name) {
    try {
      log.append("shop", List.of(new InteractionEvent(new Interaction(name, name, 1), name)))
          .join();
    } catch (CompletionException failed) {
      throw (RuntimeException) failed.getCause();
    }
  }

  @Test
  void aReadOnlyDatabaseCanBeReadAndTellsEachWriteWhatIsWrong() throws SQLException {
    // A pragma as such, since a transaction keeps what it began with.
    database.writeUntransacted(handle -> handle.execute("PRAGMA query_only = ON"));
    writes()
        .forEach(
            (what, write) ->
                assertThatThrownBy(write)
                    .as(what)
                    .isInstanceOfSatisfying(
                        UnmetPreconditionException.class,
                        told -> assertThat(told.type()).isEqualTo("STORAGE_READ_ONLY")));
    assertThat(datasets.history("shop", "u")).containsExactly("a");
    database.writeUntransacted(handle -> handle.execute("PRAGMA query_only = OFF"));
    append("b");
    assertThat(datasets.history("shop", "u")).containsExactly("a", "b");
  }

  private static RuntimeException told(Exception cause) {
    return StorageErrors.of(
            cause instanceof SQLException sql
                ? new UnableToExecuteStatementException(sql, null)
                : new UncheckedIOException((IOException) cause))
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "53100", "53200", "53300", "08006", "08001", "57P01", "57P03", "57014", "40001", "40P01",
        "55P03", "58030"
      })
  void whatPassesInPostgresqlIsUnavailableAndNamesNoFile(String state) {
    assertThat(told(new SQLException("could not extend file \"/var/lib/pg/base/1\"", state)))
        .isInstanceOfSatisfying(
            UnavailableException.class, away -> assertThat(away.retryAfter()).isPositive())
        .hasMessageNotContaining("/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"25006", "42501"})
  void aPostgresqlThatMayNotBeWrittenIsAPrecondition(String state) {
    assertThat(told(new SQLException("cannot execute INSERT", state)))
        .isInstanceOf(UnmetPreconditionException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SQLITE_FULL",
        "SQLITE_IOERR",
        "SQLITE_IOERR_FSYNC",
        "SQLITE_IOERR_WRITE",
        "SQLITE_BUSY",
        "SQLITE_BUSY_SNAPSHOT",
        "SQLITE_LOCKED",
        "SQLITE_CANTOPEN",
        "SQLITE_NOMEM"
      })
  void whatPassesInSqliteIsUnavailable(String code) {
    assertThat(told(new SQLiteException("[x] /path", SQLiteErrorCode.valueOf(code))))
        .isInstanceOf(UnavailableException.class)
        .hasMessageNotContaining("/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR_CORRUPTFS"})
  void aDamagedDatabaseIsCalledSo(String code) {
    assertThat(told(new SQLiteException("[x] /path", SQLiteErrorCode.valueOf(code))))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageNotContaining("/");
  }

  @Test
  void aFullDiskIsTheSameForFilesBesideTheDatabase() {
    assertThat(told(new IOException("/data/scratch/x: No space left on device")))
        .isInstanceOfSatisfying(
            UnavailableException.class,
            full -> assertThat(full.retryAfter()).isGreaterThan(Duration.ofSeconds(5)))
        .hasMessageNotContaining("/");
  }

  @Test
  void aFaultOfTheProgramStaysOne() {
    assertThat(StorageErrors.of(new UnableToExecuteStatementException("syntax"))).isEmpty();
    assertThat(StorageErrors.of(new IllegalStateException(new SQLException("no", "42601"))))
        .isEmpty();
  }
}
