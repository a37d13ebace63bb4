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

/** Reads files of one format, one after the other. The first bad line stops it, named. */
public final class FileSource implements DatasetStore.Source {
  private final List<NamedFile> files;
  private final ImportFormat format;
  private final ColumnNames columns;

  /**
   * @param name as the caller calls it, used in messages
   */
  public record NamedFile(String name, Path path) {}

  public FileSource(List<NamedFile> files, ImportFormat format, ColumnNames columns) {
    this.files = List.copyOf(files);
    this.format = format;
    this.columns = columns;
  }

  @Override
  public void readTo(DatasetStore.Sink sink) {
    for (NamedFile file : files) {
      LineCounter lines = new LineCounter(file.name());
      try (BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(
                  Files.newInputStream(file.path()),
                  StandardCharsets.UTF_8
                      .newDecoder()
                      .onMalformedInput(CodingErrorAction.REPORT)
                      .onUnmappableCharacter(CodingErrorAction.REPORT)))) {
        switch (format) {
          case RECBOLE, DELIMITED ->
              new TableReader(columns, format == ImportFormat.RECBOLE).read(reader, lines, sink);
          case S3REC -> new S3RecReader().read(reader, lines, sink);
        }
      } catch (CharacterCodingException notUtf8) {
        throw new InvalidInputException(lines.place(), "not UTF-8", "UTF-8 text");
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      } catch (InvalidInputException bad) {
        throw lines.placed(bad);
      }
    }
  }
}
