package io.emkd.storage.formats;

import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.error.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Reads files of one format, one after the other. The first bad line stops it, named, unless some
 * may be skipped; what is wrong with a file as a whole, such as its header or its encoding, always
 * does.
 */
public final class FileSource implements DatasetStore.Source {
  /** Skipped lines that a message tells of. */
  private static final int REASONS_TOLD = 3;

  private final List<NamedFile> files;
  private final ImportFormat format;
  private final ReadOptions options;
  private final BadLines badLines;
  private ReadSummary summary = new ReadSummary(0, 0, 0, 0, 0);

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
    this(files, format, ReadOptions.of(columns, badLines));
  }

  /**
   * @throws InvalidInputException if an option means nothing to this format
   */
  public FileSource(List<NamedFile> files, ImportFormat format, ReadOptions options) {
    options.requireFor(format);
    this.files = List.copyOf(files);
    this.format = format;
    this.options = options;
    this.badLines = new BadLines(options.badLines());
  }

  /** What was skipped. */
  public BadLines badLines() {
    return badLines;
  }

  /** What was read, when it was. */
  public ReadSummary summary() {
    return summary;
  }

  @Override
  public void readTo(DatasetStore.Sink sink) {
    ReadCounts counts =
        new ReadCounts(
            format == ImportFormat.MOVIELENS ? MovieLensReader.withoutNoGenres(sink) : sink);
    Times times = new Times(options.timestampUnit(), options.clock());
    S3RecReader sequences = new S3RecReader();
    for (NamedFile file : files) {
      LineCounter lines = new LineCounter(file.name(), badLines);
      try {
        read(file.path(), new Reading(options, lines, times, counts), sequences);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      } catch (InvalidInputException bad) {
        throw lines.placed(bad);
      }
    }
    summary = counts.summary();
    String user = options.columns().user();
    if (!user.isEmpty() && !counts.anyOccurs() && summary.describedItems() > 0) {
      throw new InvalidInputException(
          "user_column",
          LineCounter.quoted(user),
          "a column of one of the files, which describe items only");
    }
  }

  @Override
  public String leftOut() {
    List<String> reasons = new ArrayList<>();
    if (badLines.count() > 0) {
      reasons.add("bad lines, all skipped: " + badLines.count());
      badLines.reasons().stream().limit(REASONS_TOLD).forEach(reasons::add);
    }
    if (summary.leftOutRows() > 0) {
      reasons.add("rows that 'where' leaves out: " + summary.leftOutRows());
    }
    return String.join("; ", reasons);
  }

  private void read(Path file, Reading reading, S3RecReader sequences) throws IOException {
    if (format == ImportFormat.PARQUET) {
      new ParquetReader(reading).read(file);
      return;
    }
    Predicate<String> latin1 =
        beginning -> format == ImportFormat.MOVIELENS && MovieLensReader.mayBeLatin1(beginning);
    try (TextInput text = TextInput.open(file, options.encoding(), latin1, reading.lines())) {
      switch (format) {
        case RECBOLE ->
            new DelimitedReader('\t', HeaderLine.NAMES_AND_TYPES, reading)
                .read(text, options.columns());
        case DELIMITED ->
            new DelimitedReader(options.columns().delimiter(), HeaderLine.NAMES, reading)
                .read(text, options.columns());
        case MOVIELENS -> new MovieLensReader(reading).read(text);
        case JSON_LINES -> new JsonLinesReader(reading).read(text);
        default -> sequences.read(text, reading);
      }
    }
  }
}
