package io.emkd.storage.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.files.ColumnNames;
import io.emkd.domain.files.DatasetFiles;
import io.emkd.domain.files.ExportDataset;
import io.emkd.domain.files.FileFormat;
import io.emkd.domain.files.NamedFile;
import io.emkd.domain.files.ReadOptions;
import io.emkd.domain.files.WriteOptions;
import io.emkd.storage.sql.SqlDatabase;
import io.emkd.storage.sql.SqlDatasetStore;
import io.emkd.storage.sql.SqliteDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is exported is imported to the same. */
class FormatRoundTripTest {
  private final DatasetFiles files = new FormatFiles(Clock.systemUTC());
  @TempDir Path folder;
  private SqlDatabase database;
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

  private record Content(List<Interaction> interactions, List<Item> items) {}

  private Content content(String dataset) {
    Content content = new Content(new ArrayList<>(), new ArrayList<>());
    store.scan(
        dataset,
        new DatasetStore.Sink() {
          @Override
          public void interaction(Interaction interaction) {
            content.interactions.add(interaction);
          }

          @Override
          public void item(Item item) {
            content.items.add(item);
          }
        });
    return content;
  }

  private List<Path> export(FileFormat format) throws IOException {
    Path directory = Files.createDirectory(folder.resolve("export"));
    return new ExportDataset(store, files)
        .run("shop", new WriteOptions(format, "|"), directory, () -> false);
  }

  @ParameterizedTest
  @EnumSource(FileFormat.class)
  void anExportIsImportedToTheSame(FileFormat format) throws IOException {
    boolean plain = format == FileFormat.S3REC;
    boolean typed = !plain && format != FileFormat.MOVIELENS;
    store.replace(
        new DatasetDefinition("shop", 0),
        sink -> {
          for (int user = 1; user <= 30; user++) {
            for (int i = 0; i < 5; i++) {
              sink.interaction(
                  new Interaction(
                      "u" + user,
                      "item-" + (user * 7 + i * 3) % 11,
                      plain ? i : 1.5e9 + i + 0.25,
                      plain || i == 2 ? Double.NaN : i + 0.5,
                      typed && i == 1 ? "bought, \"twice\"" : ""));
            }
          }
          for (int i = 0; i < 11; i++) {
            sink.item(
                new Item(
                    "item-" + i,
                    plain ? "" : "\"Title\", \"" + i + "\"\n\u00e9",
                    i % 4 == 0 ? List.of() : List.of("red " + i % 3, "b")));
          }
        });
    Content before = content("shop");
    List<Path> exported = export(format);
    store.replace(
        new DatasetDefinition("again", 0),
        sink ->
            files.read(
                exported.stream()
                    .map(file -> new NamedFile(file.getFileName().toString(), file))
                    .toList(),
                ReadOptions.of(format, ColumnNames.of("attributes", "|")),
                sink));
    Content after = content("again");
    assertThat(after.interactions).isEqualTo(before.interactions);
    assertThat(after.items).containsExactlyInAnyOrderElementsOf(before.items);
    try (var left = Files.list(folder.resolve("export"))) {
      assertThat(left).containsExactlyInAnyOrderElementsOf(exported);
    }
  }

  @Test
  void whatAFormatCannotHoldIsNamed() throws IOException {
    store.replace(
        new DatasetDefinition("shop", 0),
        sink -> {
          sink.interaction(new Interaction("u", "i", 1));
          sink.item(new Item("i", "", List.of("a|b")));
        });
    assertThatThrownBy(() -> export(FileFormat.RECBOLE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("attribute of item i is 'a|b'")
        .hasMessageContaining("without '|'");
  }
}
