package io.emkd.storage.formats;

import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.files.ColumnNames;
import io.emkd.domain.files.Delimiter;
import io.emkd.domain.files.FileFormat;
import io.emkd.domain.files.FileLayout;
import io.emkd.domain.files.NamedFile;
import io.emkd.domain.files.ReadOptions;
import io.emkd.domain.files.ReadSummary;
import io.emkd.domain.files.RowCondition;
import io.emkd.domain.files.SkippableLines;
import io.emkd.domain.files.SkippedLines;
import io.emkd.domain.files.TextEncoding;
import io.emkd.domain.files.TimestampUnit;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Files of one import, which are read into memory on 2026-11-24. */
final class TestFiles {
  static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

  final List<Interaction> interactions = new ArrayList<>();
  final List<Item> items = new ArrayList<>();
  private final Path folder;
  private final FileFormat format;
  private final List<NamedFile> files = new ArrayList<>();
  private ColumnNames columns = ColumnNames.DEFAULT;
  private Delimiter delimiter = Delimiter.COMMA;
  private Optional<Charset> encoding = Optional.empty();
  private TimestampUnit unit = TimestampUnit.SECONDS;
  private List<String> header = List.of();
  private boolean unquoted;
  private List<RowCondition> where = List.of();
  private int badLines;
  private ReadSummary summary;

  TestFiles(Path folder, FileFormat format) {
    this.folder = folder;
    this.format = format;
  }

  TestFiles file(String name, byte[] content) throws IOException {
    Path path = folder.resolve(String.valueOf(files.size()));
    Files.write(path, content);
    files.add(new NamedFile(name, path));
    return this;
  }

  TestFiles file(String name, String content) throws IOException {
    return file(name, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Made by DuckDB. */
  TestFiles parquet(String name, String query) throws SQLException, IOException {
    return file(name, parquetBytes(folder, query));
  }

  static byte[] parquetBytes(Path folder, String query) throws SQLException, IOException {
    Path made = folder.resolve("made.parquet");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("COPY (" + query + ") TO '" + made + "' (FORMAT parquet)");
    }
    byte[] bytes = Files.readAllBytes(made);
    Files.delete(made);
    return bytes;
  }

  TestFiles columns(ColumnNames names) {
    columns = names;
    return this;
  }

  TestFiles delimiter(String text) {
    delimiter = Delimiter.parse(text);
    return this;
  }

  TestFiles encoding(String name) {
    encoding = TextEncoding.named(name);
    return this;
  }

  TestFiles unit(TimestampUnit given) {
    unit = given;
    return this;
  }

  TestFiles header(String... names) {
    header = List.of(names);
    return this;
  }

  TestFiles unquoted() {
    unquoted = true;
    return this;
  }

  TestFiles where(String... conditions) {
    where = List.of(conditions).stream().map(RowCondition::parse).toList();
    return this;
  }

  TestFiles skipping(int lines) {
    badLines = lines;
    return this;
  }

  TestFiles read() {
    summary =
        new FormatFiles(Clock.fixed(NOW, ZoneOffset.UTC))
            .read(
                files,
                new ReadOptions(
                    format,
                    new FileLayout(columns, delimiter, encoding, unit, header, unquoted),
                    where,
                    new SkippableLines(badLines)),
                new DatasetStore.Sink() {
                  @Override
                  public void interaction(Interaction interaction) {
                    interactions.add(interaction);
                  }

                  @Override
                  public void item(Item item) {
                    items.add(item);
                  }
                });
    return this;
  }

  /** The interactions as {@code user item} each. */
  List<String> pairs() {
    return interactions.stream().map(i -> i.userId() + " " + i.itemId()).toList();
  }

  ReadSummary summary() {
    return summary;
  }

  SkippedLines skipped() {
    return summary.skipped();
  }
}
