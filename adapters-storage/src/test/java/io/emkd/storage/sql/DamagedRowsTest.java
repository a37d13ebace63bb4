package io.emkd.storage.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.emkd.domain.configuration.Preset;
import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.DamagedArtifact;
import io.emkd.domain.error.DamagedArtifact.Kind;
import io.emkd.domain.error.DamagedArtifacts;
import io.emkd.domain.training.TrainingRecord;
import io.emkd.domain.training.TrainingRequest;
import io.emkd.domain.training.TrainingState;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that nobody of ours would have written, among those that are whole. */
class DamagedRowsTest {
  @TempDir Path folder;
  private final DamagedArtifacts damaged = new DamagedArtifacts();
  private SqlDatabase database;
  private SqlDatasetStore datasets;
  private SqlTrainingJournal journal;

  @BeforeEach
  void open() {
    database = SqliteDatabase.open(folder.resolve("emkd.sqlite"));
    datasets = new SqlDatasetStore(database, folder.resolve("scratch"), damaged);
    journal = new SqlTrainingJournal(database, damaged);
    for (String name : List.of("good", "bad")) {
      datasets.replace(new DatasetDefinition(name, 0), StoreContract.source("u", "a", "b"));
    }
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void execute(String... statements) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("emkd.sqlite"));
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        assertThat(statement.executeUpdate(sql)).as(sql).isPositive();
      }
    }
  }

  private static final String OF_BAD =
      " WHERE item_key = 'b' AND dataset_id = (SELECT id FROM dataset WHERE name = 'bad')";

  @ParameterizedTest
  @ValueSource(strings = {"DELETE FROM item", "UPDATE item SET item_key = ''"})
  void aDatasetWhoseRowsContradictEachOtherIsNamedAndTheOtherIsRead(String change)
      throws Exception {
    execute(change + OF_BAD);
    assertThat(datasets.list()).extracting(DatasetDefinition::name).containsExactly("bad", "good");
    assertThat(datasets.load("good").items()).hasSize(2);
    assertNamed(() -> datasets.load("bad"));
    assertNamed(() -> datasets.scan("bad", into(new ArrayList<>())));
    if (change.startsWith("DELETE")) {
      assertNamed(() -> datasets.history("bad", "u"));
    }
    assertThat(datasets.history("good", "u")).containsExactly("a", "b");
    assertThat(damaged.list(Kind.DATASET))
        .singleElement()
        .extracting(DamagedArtifact::name)
        .isEqualTo("bad");
    datasets.replace(new DatasetDefinition("bad", 0), StoreContract.source("u", "c"));
    assertThat(datasets.load("bad").items()).hasSize(1);
    assertThat(damaged.list(Kind.DATASET)).isEmpty();
  }

  private static void assertNamed(ThrowingCallable read) {
    assertThatThrownBy(read)
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("dataset 'bad' is damaged");
  }

  private static DatasetStore.Sink into(List<Object> read) {
    return new DatasetStore.Sink() {
      @Override
      public void item(Item item) {
        read.add(item);
      }

      @Override
      public void interaction(Interaction interaction) {
        read.add(interaction);
      }
    };
  }

  @Test
  void aDatasetOfAnImpossibleNameOrFilterIsLeftOutOfTheListAndReported() throws Exception {
    execute(
        "INSERT INTO dataset (name, min_interactions, import_id) VALUES ('Bad Name', 0, 'x')",
        "UPDATE dataset SET min_interactions = -1 WHERE name = 'bad'");
    assertThat(datasets.list()).extracting(DatasetDefinition::name).containsExactly("good");
    assertThat(damaged.list(Kind.DATASET))
        .extracting(DamagedArtifact::name)
        .containsExactly("Bad Name", "bad");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "request = ''",
        "request = 'null'",
        "request = '{}'",
        "request = '{\"dataset\":\"shop\"'",
        "request = replace(request, '\"shop\"', 'null')",
        "request = replace(request, '\"maxLength\":', '\"maxLength\":-')",
        "request = replace(request, '\"schedule\":', '\"schedules\":')",
        "request = x'ff00fe'",
        "state = 'ASLEEP'",
        "create_time = 'yesterday'",
        "update_time = '+1000000000-12-31T23:59:59Z'",
      })
  void aTrainingWhoseRowCannotBeReadIsListedAsFailedWithItsIdAndTheOthersWhole(String change)
      throws Exception {
    for (String id : List.of("bad", "good")) {
      journal.put(
          new TrainingRecord(
              id,
              new TrainingRequest("shop", "shop", Preset.SMALL.configuration(), false),
              TrainingState.QUEUED,
              Instant.EPOCH,
              Instant.EPOCH,
              ""));
    }
    execute("UPDATE training SET " + change + " WHERE id = 'bad'");
    assertThat(journal.list())
        .extracting(TrainingRecord::id, TrainingRecord::state, TrainingRecord::isReadable)
        .containsExactlyInAnyOrder(
            tuple("bad", TrainingState.FAILED, false), tuple("good", TrainingState.QUEUED, true));
    assertThatThrownBy(() -> journal.find("bad"))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("training bad");
    assertThat(journal.find("good")).isPresent();
    assertThat(damaged.list(Kind.TRAINING))
        .singleElement()
        .extracting(DamagedArtifact::name)
        .isEqualTo("bad");
    execute("DELETE FROM training WHERE id = 'bad'");
    assertThat(journal.list()).hasSize(1);
    assertThat(damaged.list(Kind.TRAINING)).isEmpty();
  }
}
