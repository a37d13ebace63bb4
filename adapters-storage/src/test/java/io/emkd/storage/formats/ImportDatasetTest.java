package io.emkd.storage.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.ImportOptions;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.files.ColumnNames;
import io.emkd.domain.files.FileFormat;
import io.emkd.domain.files.FileImport;
import io.emkd.domain.files.ImportDataset;
import io.emkd.domain.files.NamedFile;
import io.emkd.domain.files.ReadOptions;
import io.emkd.storage.sql.SqlDatasetStore;
import io.emkd.storage.sql.SqliteDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportDatasetTest {
  @TempDir Path folder;
  private SqliteDatabase database;
  private SqlDatasetStore store;

  @BeforeEach
  void open() {
    database = SqliteDatabase.open(folder.resolve("emkd.sqlite"));
    store = new SqlDatasetStore(database, folder.resolve("scratch"));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private ImportDataset.Report run(FileFormat format, String... contents) throws IOException {
    List<NamedFile> files = new ArrayList<>();
    for (String content : contents) {
      Path file = folder.resolve("file" + files.size());
      Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));
      files.add(new NamedFile("file" + files.size(), file));
    }
    ColumnNames columns = ColumnNames.of(format == FileFormat.S3REC ? "" : "class", " ");
    return new ImportDataset(store, new FormatFiles(Clock.systemUTC()))
        .run(
            new FileImport(
                new DatasetDefinition("d", 0),
                ReadOptions.of(format, columns),
                ImportOptions.DEFAULT),
            files,
            () -> false);
  }

  @Test
  void equalTimestampsAreInOneOrderWhateverTheOrderOfTheFile() throws IOException {
    String header = "user_id:token\titem_id:token\ttimestamp:float\n";
    run(FileFormat.RECBOLE, header + "u\tc\t5\nu\ta\t5\nu\td\t5\nu\tb\t1\n");
    List<String> history = store.history("d", "u");
    run(FileFormat.RECBOLE, header + "u\td\t5\nu\tb\t1\nu\ta\t5\nu\tc\t5\n");
    assertThat(store.history("d", "u")).isEqualTo(history).startsWith("b").hasSize(4);
  }

  @Test
  void equalTimestampsKeepTheOrderOfTheFileWhereItIsToCount() {
    store.replace(
        new DatasetDefinition("d", 0),
        sink -> {
          for (String item : List.of("c", "a", "d", "a")) {
            sink.interaction(new Interaction("u", item, 5));
          }
          sink.interaction(new Interaction("u", "b", 1));
        },
        new ImportOptions(false, true),
        () -> false);
    assertThat(store.history("d", "u")).containsExactly("b", "c", "a", "d", "a");
  }

  /**
   * Ids in ascending order tell which items are newer, or less popular: the split may not follow.
   */
  @Test
  void theLastOfEqualTimestampsIsNotTheItemOfTheGreatestId() {
    store.replace(
        new DatasetDefinition("d", 0),
        sink -> {
          for (int user = 0; user < 1000; user++) {
            for (String item : List.of("a", "b", "c", "d")) {
              sink.interaction(new Interaction("u" + user, item, 5));
            }
          }
        });
    int[] last = new int[4];
    for (int user = 0; user < 1000; user++) {
      last[store.history("d", "u" + user).get(3).charAt(0) - 'a']++;
    }
    assertThat(Arrays.stream(last).boxed()).allMatch(count -> count > 180 && count < 320);
  }

  @Test
  void aFileWithoutTimestampsKeepsItsOrder() throws IOException {
    run(FileFormat.RECBOLE, "user_id:token\titem_id:token\nu\tc\nu\ta\nu\tb\nu\ta\n");
    assertThat(store.history("d", "u")).containsExactly("c", "a", "b", "a");
  }

  @Test
  void titlesOfSeveralWordsAndTheChosenAttributesAreRead() throws IOException {
    run(
        FileFormat.RECBOLE,
        "item_id:token\tmovie_title:token_seq\tclass:token_seq\nx\tThe \"Third\" Man\tNoir Drama Noir\n",
        "user_id:token\titem_id:token\nu\tx\n");
    assertThat(store.load("d").items().get(0).title()).isEqualTo("The \"Third\" Man");
    assertThat(store.load("d").items().get(0).attributes()).containsExactly("Noir", "Drama");
  }

  @Test
  void aSecondDescriptionOfAnItemReplacesTheFirst() throws IOException {
    run(FileFormat.S3REC, "1 10 11 12\n", "{\"10\": [3, 4, 5], \"10\": [6]}");
    assertThat(store.load("d").items().get(0).attributes()).containsExactly("6");
  }

  @Test
  void anS3RecFileAndItsAttributesAreRead() throws IOException {
    ImportDataset.Report report =
        run(FileFormat.S3REC, "1 10 11 12\n2 11\n", "{\"10\": [3, 4, 3], \"11\": []}");
    assertThat(report.raw().users()).isEqualTo(2);
    assertThat(report.raw().interactions()).isEqualTo(4);
    assertThat(report.raw().attributes()).isEqualTo(2);
    assertThat(store.history("d", "1")).containsExactly("10", "11", "12");
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "RECBOLE|user_id:token\\titem_id:token\\nu\\n|file0 line 2|2 columns",
        "RECBOLE|user_id:token\\titem_id:token\\ttimestamp:float\\nu\\ti\\tnow\\n|file0 line 2|a number",
        "RECBOLE|user_id\\titem_id\\nu\\ti\\n|file0 line 1|NAME:TYPE",
        "RECBOLE|user_id:token\\tuser_id:token\\n|file0 line 1|each column once",
        "RECBOLE|user_id:token\\titem_id:token\\nu\\t\\n|file0 line 2|1 to 256 characters",
        "RECBOLE|user_id:token\\titem_id:token\\nu\\ta\\nu\\t\\u0001b\\n|file0 line 3|without control characters",
        "RECBOLE|user_id:token\\titem_id:token\\ttimestamp:float\\nu\\ti\\tInfinity\\n|file0 line 2|a day from now",
        "RECBOLE|user_id:token\\titem_id:token\\nu\\t\\u00ff\\n|file0 line|UTF-8",
        "DELIMITED|user,item\\nu,i\\n|file0 line 1|the item column 'item_id'",
        "DELIMITED|user_id,item_id\\n\"u,i\\n|file0 line|a well-formed line",
        "S3REC|1 2 3\\n4\\n|file0 line 2|at least one item id",
        "S3REC|1 2 3\\n1 4\\n|file0 line 2|one line a user",
        "S3REC|{\"1\": [1,|file0 line 1|JSON object",
        "S3REC|{\"1\": 5}|file0 line 1|a list of attributes",
      })
  void aBadLineIsNamedAndNothingIsStored(
      FileFormat format, String content, String place, String valid) {
    String text =
        content
            .replace("\\t", "\t")
            .replace("\\n", "\n")
            .replace("\\u0001", "\u0001")
            .replace("\\u00ff", "\u00ff");
    assertThatThrownBy(() -> run(format, text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(place)
        .hasMessageContaining(valid);
    assertThatThrownBy(() -> store.load("d")).isInstanceOf(NotFoundException.class);
  }

  @Test
  void aFailedImportLeavesTheDatasetAsItWas() throws IOException {
    run(FileFormat.S3REC, "1 10 11\n");
    assertThatThrownBy(() -> run(FileFormat.S3REC, "1 20 21\n2\n"))
        .isInstanceOf(InvalidInputException.class);
    assertThat(store.history("d", "1")).containsExactly("10", "11");
  }
}
