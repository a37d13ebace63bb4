package io.emkd.storage.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.ImportOptions;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.domain.files.ColumnNames;
import io.emkd.domain.files.FileFormat;
import io.emkd.domain.files.FileImport;
import io.emkd.domain.files.FileLayout;
import io.emkd.domain.files.ImportDataset;
import io.emkd.domain.files.NamedFile;
import io.emkd.domain.files.ReadOptions;
import io.emkd.domain.files.RowCondition;
import io.emkd.domain.files.SkippableLines;
import io.emkd.domain.files.SkippedLines;
import io.emkd.storage.sql.SqlDatabase;
import io.emkd.storage.sql.SqlDatasetStore;
import io.emkd.storage.sql.SqliteDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are broken in every way that comes to mind, and in ways that do not. */
class BrokenFilesTest {
  private Path folder;
  private SqlDatabase database;
  private SqlDatasetStore store;

  @BeforeEach
  @BeforeProperty
  void open() throws IOException {
    folder = Files.createTempDirectory("broken");
    database = SqliteDatabase.open(folder.resolve("emkd.sqlite"));
    store = new SqlDatasetStore(database, folder.resolve("scratch"));
  }

  @AfterEach
  @AfterProperty
  void close() throws IOException {
    database.close();
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private static ReadOptions options(FileFormat format, int badLines, RowCondition... where) {
    return new ReadOptions(
        format, FileLayout.of(ColumnNames.DEFAULT), List.of(where), new SkippableLines(badLines));
  }

  private ImportDataset.Report run(String dataset, ReadOptions options, byte[] content)
      throws IOException {
    Path file = folder.resolve("broken.dat");
    Files.write(file, content);
    return new ImportDataset(store, new FormatFiles(Clock.systemUTC()))
        .run(
            new FileImport(new DatasetDefinition(dataset, 0), options, ImportOptions.DEFAULT),
            List.of(new NamedFile("broken.dat", file)),
            () -> false);
  }

  private void assertRefused(FileFormat format, byte[] content, String... parts)
      throws IOException {
    assertThatThrownBy(() -> run("d", options(format, 0), content))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(parts);
    assertThatThrownBy(() -> store.load("d")).isInstanceOf(NotFoundException.class);
  }

  /** {@code ~} stands for a tab, {@code ^} for a line's end, {@code %XX} for a byte. */
  private static byte[] bytes(String text) {
    StringBuilder latin1 = new StringBuilder();
    for (int c = 0; c < text.length(); c++) {
      switch (text.charAt(c)) {
        case '~' -> latin1.append('\t');
        case '^' -> latin1.append('\n');
        case '%' -> {
          latin1.append((char) Integer.parseInt(text.substring(c + 1, c + 3), 16));
          c += 2;
        }
        default -> latin1.append(text.charAt(c));
      }
    }
    return latin1.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\u0001',
      value = {
        "RECBOLE;user_id:token~item_id:token^u^;line 2;2 columns",
        "RECBOLE;user_id:token~item_id:token^u~i~x^;line 2;2 columns",
        "RECBOLE;user_id:token~item_id:token^^u~i^;line 2;2 columns",
        "RECBOLE;user_id:token~user_id:token~item_id:token^;line 1;each column once",
        "RECBOLE;user_id~item_id^u~i^;line 1;NAME:TYPE",
        "RECBOLE;user_id:integer~item_id:token^;line 1;token_seq",
        "RECBOLE;user_id:token~thing:token^u~i^;line 1;item column 'item_id'",
        "RECBOLE;user_id:token~item_id:token^~i^;line 2: user_id;1 to 256 characters",
        "RECBOLE;user_id:token~item_id:token^u~^;line 2: item_id;1 to 256 characters",
        "RECBOLE;user_id:token~item_id:token^u~a%00b^;line 2: item_id;control characters",
        "RECBOLE;user_id:token~item_id:token^u~a%1Bb^;line 2: item_id;control characters",
        "RECBOLE;user_id:token~item_id:token^u~i^v~%FF^;line;UTF-8",
        "RECBOLE;user_id:token~item_id:token^u~%C3^;line;UTF-8",
        "RECBOLE;user_id:token~item_id:token^u~%C0%AF^;line;UTF-8",
        "RECBOLE;user_id:token~item_id:token~timestamp:float^u~i~now^;timestamp 'now';a number",
        "RECBOLE;user_id:token~item_id:token~timestamp:float^u~i~1^u~j~^;line 3 is without timestamp;all have a time",
        "RECBOLE;user_id:token~item_id:token~timestamp:float^u~i~^u~j~2^;line 3 is with timestamp;or none has",
        "RECBOLE;user_id:token~item_id:token~timestamp:float^u~i~2^u~j~NaN^;line 3 is without timestamp;all have a time",
        "RECBOLE;user_id:token~item_id:token~timestamp:float^u~i~Infinity^;timestamp 'Infinity';a day from now",
        "RECBOLE;user_id:token~item_id:token~timestamp:float^u~i~-Infinity^;line 2: timestamp;at most 1e19",
        "RECBOLE;user_id:token~item_id:token~timestamp:float^u~i~1e300^;timestamp '1e300';a day from now",
        "RECBOLE;user_id:token~item_id:token~timestamp:float^u~i~2024-02-30^;timestamp '2024-02-30';a number",
        "RECBOLE;user_id:token~item_id:token~timestamp:float^u~i~0x1p3^;timestamp '0x1p3';a number",
        "RECBOLE;user_id:token~item_id:token~timestamp:float^u~i~1d^;timestamp '1d';a number",
        "RECBOLE;user_id:token~item_id:token~rating:float^u~i~five^;rating 'five';a number",
        "RECBOLE;user_id:token~item_id:token~rating:float^u~i~Infinity^;rating 'Infinity';a finite number",
        "RECBOLE;user_id:token~item_id:token^u~i^user_id:token^;line 3;2 columns",
        "DELIMITED;user,item^u,i^;line 1;the item column 'item_id'",
        "DELIMITED;user_id,item_id^u;line 2;2 columns",
        "DELIMITED;user_id,item_id^\"u,i^;line;a well-formed line",
        "DELIMITED;user_id,item_id^\"u\"x,i^;line;a well-formed line",
        "DELIMITED;user_id,item_id,user_id^;line 1;each column once",
        "DELIMITED;user_id,item_id^u,a%0Bb^;line 2: item_id;control characters",
        "S3REC;1 2 3^4^;line 2;at least one item id",
        "S3REC;1 2 3^^4 5^;line 2;at least one item id",
        "S3REC;1 2 3^1 4^;line 2;one line a user",
        "S3REC;1 2 %80^;line;UTF-8",
        "S3REC;{\"1\": [1,;line 1;JSON object",
        "S3REC;{\"1\": 5};line 1;a list of attributes",
        "S3REC;{\"1\": [[2]]};line 1;a number or a string",
        "S3REC;{\"1\": [null]};line 1;a number or a string",
        "MOVIELENS;::2::3^;line 1: item_id;1 to 256",
        "MOVIELENS;1::2::5::0^1::2^;line 2;2 fields",
        "MOVIELENS;1::2::five::0^;rating 'five';a number",
        "MOVIELENS;1::2::5::then^;timestamp 'then';a number",
        "MOVIELENS;::2::5::1^;line 1: user_id;1 to 256",
        "JSON_LINES;{\"user_id\": 1;line 1;a JSON object",
        "JSON_LINES;[1]^;line 1;a JSON object",
        "JSON_LINES;{\"user_id\": 1}^;line 1;an id in 'item_id'",
        "JSON_LINES;{\"user_id\": 1, \"item_id\": null}^;line 1;an id in 'item_id'",
        "JSON_LINES;{\"user_id\": [1], \"item_id\": 2}^;line 1;a string or a number",
        "JSON_LINES;{\"user_id\": 1, \"item_id\": true}^;line 1;a string or a number",
        "JSON_LINES;{\"user_id\": 1, \"item_id\": 2} {}^;line 1;a JSON object",
        "JSON_LINES;{\"user_id\": 1, \"user_id\": 2, \"item_id\": 2}^;line 1;a JSON object",
        "JSON_LINES;{\"user_id\": 1, \"item_id\": 2, \"timestamp\": \"soon\"}^;timestamp 'soon';a time like",
        "JSON_LINES;{\"user_id\": 1, \"item_id\": 2, \"weight\": \"x\"}^;weight 'x';a number",
        "JSON_LINES;{\"user_id\": 1, \"item_id\": \"a\\u0000b\"}^;line 1: item_id;control characters",
        "JSON_LINES;{\"user_id\": 1, \"item_id\": 2}^{\"user_id\": %E9, \"item_id\": 2}^;line;UTF-8",
        "PARQUET;;line 1;a whole Parquet file",
        "PARQUET;not a parquet file at all;line 1;a whole Parquet file",
        "PARQUET;PAR1PAR1;line 1;a whole Parquet file",
      })
  void aBrokenFileIsRefusedByItsPlaceAndNothingIsStored(
      FileFormat format, String content, String place, String valid) throws IOException {
    assertRefused(format, bytes(content == null ? "" : content), "broken.dat line", place, valid);
  }

  @Test
  void anOverlongIdIsShortenedInItsMessage() throws IOException {
    assertRefused(
        FileFormat.S3REC,
        ("u " + "x".repeat(100_000)).getBytes(StandardCharsets.UTF_8),
        "line 1: item_id",
        "(100000 characters)");
  }

  @Test
  void anEmptyFileHasNoInteractions() {
    assertThatThrownBy(() -> run("d", options(FileFormat.JSON_LINES, 0), new byte[0]))
        .isInstanceOf(UnmetPreconditionException.class)
        .hasMessageContaining("no interaction");
  }

  @Test
  void whereEveryLineIsSkippedTheReasonsAreTold() {
    byte[] content = bytes("user_id,item_id,timestamp^u,1,x^,2,5^");
    assertThatThrownBy(() -> run("d", options(FileFormat.DELIMITED, 10), content))
        .isInstanceOf(UnmetPreconditionException.class)
        .hasMessageContaining("no interaction: bad lines, all skipped: 2")
        .hasMessageContaining("broken.dat line 2 is timestamp 'x' but must be a number")
        .hasMessageContaining("broken.dat line 3: user_id");
  }

  @Test
  void whereAConditionLeavesNothingThatIsTold() {
    ReadOptions options = options(FileFormat.DELIMITED, 0, RowCondition.parse("item_id>=4"));
    assertThatThrownBy(() -> run("d", options, bytes("user_id,item_id^u,1^u,2^")))
        .isInstanceOf(UnmetPreconditionException.class)
        .hasMessageContaining("no interaction: rows that 'where' leaves out: 2");
  }

  @Test
  void aTruncatedParquetFileIsRefusedWhereverItIsCut() throws Exception {
    byte[] whole =
        parquet("SELECT 'u' || i % 9 AS user_id, 'i' || i AS item_id FROM range(2000) t(i)");
    for (int cut : new int[] {1, 4, 100, whole.length / 2, whole.length - 1}) {
      assertRefused(
          FileFormat.PARQUET, Arrays.copyOf(whole, cut), "broken.dat line", "a whole Parquet file");
    }
    run("d", options(FileFormat.PARQUET, 0), whole);
    assertThat(store.load("d").userIds()).hasSize(9);
  }

  @Test
  void parquetTimesAndNullsAreReadAndATableWithoutItemsIsRefused() throws Exception {
    byte[] withoutItem = parquet("SELECT 1 AS user_id, 2 AS thing");
    assertRefused(FileFormat.PARQUET, withoutItem, "the item column 'item_id'");
    byte[] table =
        parquet(
            "SELECT 7 AS user_id, 'a' AS item_id, TIMESTAMP '2026-01-01 00:00:00.5' AS timestamp, 2.5 AS rating"
                + " UNION ALL SELECT 7, 'b', TIMESTAMP '2025-01-01', NULL");
    run("d", options(FileFormat.PARQUET, 0), table);
    assertThat(store.history("d", "7")).containsExactly("b", "a");
  }

  private byte[] parquet(String query) throws SQLException, IOException {
    Path file = folder.resolve("whole.parquet");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("COPY (" + query + ") TO '" + file + "' (FORMAT parquet)");
    }
    return Files.readAllBytes(file);
  }

  @Test
  void someBadLinesCanBeSkippedAndAreReported() throws IOException {
    byte[] content = bytes("user_id:token~item_id:token^u~a^u^~b^u~c^");
    SkippedLines skipped = run("d", options(FileFormat.RECBOLE, 2), content).read().skipped();
    assertThat(store.history("d", "u")).containsExactly("a", "c");
    assertThat(skipped.count()).isEqualTo(2);
    assertThat(skipped.reasons().get(0)).contains("broken.dat line 3").contains("2 columns");
    assertThat(skipped.reasons().get(1)).contains("broken.dat line 4: user_id");
    assertThatThrownBy(() -> run("d", options(FileFormat.RECBOLE, 1), content))
        .hasMessageContaining("line 4");
  }

  @Property(tries = 300)
  void randomBytesAreReadOrRefusedButNeverAnAccident(@ForAll FileFormat format, @ForAll long seed)
      throws IOException {
    Random random = new Random(seed);
    byte[] noise = new byte[random.nextInt(400)];
    random.nextBytes(noise);
    byte[] header =
        switch (random.nextInt(4)) {
          case 0 -> bytes("user_id:token~item_id:token~timestamp:float^u~i~1^");
          case 1 -> bytes("user_id,item_id,timestamp^u,i,1^");
          case 2 -> bytes("{\"user_id\": 1, \"item_id\": 2}^");
          default -> new byte[0];
        };
    byte[] content = Arrays.copyOf(header, header.length + noise.length);
    System.arraycopy(noise, 0, content, header.length, noise.length);
    ReadOptions options = options(format, random.nextInt(3));
    try {
      run("noise", options, content);
    } catch (InvalidInputException | UnmetPreconditionException refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
  }
}
