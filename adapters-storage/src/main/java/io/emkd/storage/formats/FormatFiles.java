package io.emkd.storage.formats;

import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.files.DatasetFiles;
import io.emkd.domain.files.FileFormat;
import io.emkd.domain.files.NamedFile;
import io.emkd.domain.files.ReadOptions;
import io.emkd.domain.files.ReadSummary;
import io.emkd.domain.files.ShownCell;
import io.emkd.domain.files.WriteOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

/** Files of every format, each by its {@link Codec}. Thread-safe. */
public final class FormatFiles implements DatasetFiles {
  private final Clock clock;

  /**
   * @param clock tells which times are in the future
   */
  public FormatFiles(Clock clock) {
    this.clock = clock;
  }

  private static Codec codec(FileFormat format) {
    return switch (format) {
      case RECBOLE -> new RecBoleCodec();
      case S3REC -> new S3RecCodec();
      case DELIMITED -> new DelimitedCodec();
      case MOVIELENS -> new MovieLensCodec();
      case JSON_LINES -> new JsonLinesCodec();
      case PARQUET -> new ParquetCodec();
    };
  }

  @Override
  public ReadSummary read(List<NamedFile> files, ReadOptions options, DatasetStore.Sink sink) {
    Codec codec = codec(options.format());
    BadLines badLines = new BadLines(options.skippable().most());
    ReadCounts counts = new ReadCounts(codec.receiving(sink));
    Times times = new Times(options.layout().timestampUnit(), clock);
    for (NamedFile file : files) {
      LineCounter lines = new LineCounter(file.name(), badLines);
      try {
        codec.read(file.path(), new ReadContext(options, lines, times, counts));
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      } catch (InvalidInputException bad) {
        throw lines.placed(bad);
      }
    }
    ReadSummary summary = counts.summary(badLines.skipped());
    String user = options.layout().columns().user();
    if (!user.isEmpty() && !counts.anyOccurs() && summary.describedItems() > 0) {
      throw new InvalidInputException(
          "user_column",
          ShownCell.quoted(user),
          "a column of one of the files, which describe items only");
    }
    return summary;
  }

  @Override
  public List<Path> write(
      String dataset, WriteOptions options, Path directory, Consumer<DatasetStore.Sink> content) {
    try (DatasetWriter writer = codec(options.format()).writer(directory, dataset, options)) {
      content.accept(new WritingSink(writer));
      return writer.finish();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
