package io.emkd.storage.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.error.CorruptArtifactException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteCopyTest {
  @TempDir Path folder;

  private static int datasets(Path file) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement();
        var count = statement.executeQuery("SELECT count(*) FROM dataset")) {
      return count.getInt(1);
    }
  }

  private static void insertTwo(SqlDatabase database, int number) {
    database.write(
        handle -> {
          for (String half : new String[] {"a", "b"}) {
            handle.execute(
                "INSERT INTO dataset (name, min_interactions) VALUES (?, 0)", half + number);
          }
          return null;
        });
  }

  @Test
  void aCopyIsOneStateWithAllThatWasCommittedBeforeIt() throws Exception {
    Path file = folder.resolve("emkd.sqlite");
    try (SqliteDatabase database = SqliteDatabase.open(file)) {
      AtomicInteger committed = new AtomicInteger();
      AtomicBoolean stop = new AtomicBoolean();
      CompletableFuture<Void> writing =
          CompletableFuture.runAsync(
              () -> {
                while (!stop.get()) {
                  insertTwo(database, committed.get());
                  committed.incrementAndGet();
                }
              });
      for (int time = 0; time < 10; time++) {
        int before = committed.get();
        Path copy = folder.resolve("copy" + time);
        SqliteCopy.write(file, copy);
        assertThat(datasets(copy)).isEven().isGreaterThanOrEqualTo(2 * before);
        while (committed.get() < before + 5) {
          Thread.onSpinWait();
        }
      }
      stop.set(true);
      writing.join();
    }
  }

  @Test
  void aDatabaseThatNobodyHasOpenIsCopiedToo() throws Exception {
    Path file = folder.resolve("emkd.sqlite");
    try (SqliteDatabase database = SqliteDatabase.open(file)) {
      insertTwo(database, 1);
    }
    SqliteCopy.write(file, folder.resolve("copy"));
    assertThat(datasets(folder.resolve("copy"))).isEqualTo(2);
    try (var left = Files.list(folder)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .allMatch(name -> name.matches("emkd\\.sqlite(.lock|-wal|-shm)?|copy"));
    }
  }

  @Test
  void aDamagedDatabaseIsNotBackedUpInSilence() throws IOException {
    Path file = folder.resolve("emkd.sqlite");
    try (SqliteDatabase database = SqliteDatabase.open(file)) {
      for (int number = 0; number < 200; number++) {
        insertTwo(database, number);
      }
    }
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      for (long page = 2; page < bytes.length() / 4096; page++) {
        bytes.seek(page * 4096);
        bytes.write(new byte[64]);
      }
    }
    assertThatThrownBy(() -> SqliteCopy.write(file, folder.resolve("copy")))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("the database is damaged");
  }
}
