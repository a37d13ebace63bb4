package io.emkd.storage.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.InteractionEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of a process that imports a dataset again and again. */
class ImportCrashTest {
  private static final int ROWS = 60_000;
  private static final int USERS = 2000;

  @TempDir Path root;

  private static SqlDatasetStore store(SqliteDatabase database, Path root) {
    return new SqlDatasetStore(database, root.resolve("scratch"));
  }

  private static SqliteDatabase database(Path root) {
    return SqliteDatabase.open(root.resolve("emkd.sqlite"));
  }

  /** Imports generation after generation; appends one event to another dataset between them. */
  static final class Importer {
    public static void main(String[] arguments) {
      Path root = Path.of(arguments[0]);
      SqliteDatabase database = database(root);
      SqlDatasetStore store = store(database, root);
      SqlInteractionLog log = new SqlInteractionLog(database);
      for (int generation = Integer.parseInt(arguments[1]); ; generation++) {
        String item = "g" + generation;
        store.replace(
            new DatasetDefinition("shop", 0),
            sink -> {
              for (int row = 0; row < ROWS; row++) {
                sink.interaction(new Interaction("u" + row % USERS, item, row));
              }
            });
        System.out.println(generation);
        log.append("shop", List.of(new InteractionEvent(new Interaction("v", item, 1), ""))).join();
        System.out.println(generation);
      }
    }
  }

  @Test
  void aKillAtAnyMomentLeavesOneWholeImportAndNoneOfAnother() throws Exception {
    SplittableRandom random = new SplittableRandom(11);
    int acknowledged = -1;
    for (int round = 0; round < 6; round++) {
      int told = acknowledged;
      int appended = acknowledged;
      Process victim =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Importer.class.getName(),
                  root.toString(),
                  String.valueOf(acknowledged + 1))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8))) {
        told = Integer.parseInt(lines.readLine());
        Thread.sleep(random.nextInt(1500));
        victim.toHandle().destroyForcibly();
        victim.waitFor();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          int generation = Integer.parseInt(line);
          appended = generation == told ? generation : appended;
          told = generation;
        }
      }
      acknowledged = check(told, appended);
    }
    nothingIsLeftBehind();
  }

  /** The generation that is there. */
  private int check(int told, int appended) throws IOException {
    try (SqliteDatabase database = database(root)) {
      SqlDatasetStore store = store(database, root);
      assertThat(root.resolve("scratch")).isEmptyDirectory();
      assertThat(store.list()).containsExactly(new DatasetDefinition("shop", 0));
      var raw = store.load("shop");
      List<String> items = raw.items().stream().map(item -> item.id()).toList();
      assertThat(items).hasSize(1);
      int generation = Integer.parseInt(items.get(0).substring(1));
      // One more may have been published without being told.
      assertThat(generation).isBetween(told, told + 1);
      int events = raw.sequences().stream().mapToInt(sequence -> sequence.length).sum();
      assertThat(events).isBetween(ROWS, ROWS + 1);
      if (appended == generation) {
        assertThat(store.history("shop", "v")).containsExactly("g" + generation);
      }
      return generation;
    }
  }

  /** After a while, and though the sweep itself may have been killed. */
  private void nothingIsLeftBehind() throws Exception {
    try (SqliteDatabase database = database(root)) {
      SqlDatasetStore store = store(database, root);
      for (int wait = 0; wait < 600 && rows("dataset") > 1; wait++) {
        Thread.sleep(100);
      }
      assertThat(rows("dataset")).isEqualTo(1);
      assertThat(rows("app_user")).isBetween((long) USERS, USERS + 1L);
      assertThat(rows("interaction")).isBetween((long) ROWS, ROWS + 1L);
      assertThat(rows("running_import")).isZero();
      assertThat(store.list()).hasSize(1);
    }
  }

  private long rows(String table) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + root.resolve("emkd.sqlite"));
        Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("SELECT count(*) FROM " + table)) {
      return count.getLong(1);
    }
  }
}
