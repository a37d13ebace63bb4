package io.emkd.storage.importing;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.port.DatasetStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads files of one format, one after the other. The first bad line stops it, named, unless some
 * may be skipped; what is wrong with a file as a whole, such as its header or its encoding, always
 * does.
 */
public final class FileSource implements DatasetStore.Source {
  private final List<NamedFile> files;
  private final ImportFormat format;
  private final ColumnNames columns;
  private final BadLines badLines;

  /**
   * @param name as the caller calls it, used in messages
   */
  public record NamedFile(String name, Path path) {}

  public FileSource(List<NamedFile> files, ImportFormat format, ColumnNames columns) {
    this(files, format, columns, 0);
  }

  /**
   * @param badLines how many may be skipped
   */
  public FileSource(List<NamedFile> files, ImportFormat format, ColumnNames columns, int badLines) {
    this.files = List.copyOf(files);
    this.format = format;
    this.columns = columns;
    this.badLines = new BadLines(badLines);
  }

  /** What was skipped. */
  public BadLines badLines() {
    return badLines;
  }

  @Override
  public void readTo(DatasetStore.Sink sink) {
    for (NamedFile file : files) {
      LineCounter lines = new LineCounter(file.name(), badLines);
      try {
        read(file, lines, sink);
      } catch (CharacterCodingException notUtf8) {
        throw new InvalidInputException(lines.place(), "not UTF-8", "UTF-8 text");
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      } catch (InvalidInputException bad) {
        throw lines.placed(bad);
      }
    }
  }

  private void read(NamedFile file, LineCounter lines, DatasetStore.Sink sink) throws IOException {
    switch (format) {
      case PARQUET -> new ParquetReader(columns).read(file.path(), lines, sink);
      case MOVIELENS -> new MovieLensReader().read(file, lines, sink);
      case RECBOLE, DELIMITED, JSON_LINES, S3REC -> {
        try (BufferedReader reader = utf8(file.path())) {
          switch (format) {
            case RECBOLE -> new TableReader(columns, true).read(reader, lines, sink);
            case DELIMITED -> new TableReader(columns, false).read(reader, lines, sink);
            case JSON_LINES -> new JsonLinesReader(columns).read(reader, lines, sink);
            default -> new S3RecReader().read(reader, lines, sink);
          }
        }
      }
    }
  }

  static BufferedReader utf8(Path file) throws IOException {
    return new BufferedReader(
        new InputStreamReader(
            Files.newInputStream(file),
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)));
  }
}
