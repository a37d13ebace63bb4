package io.emkd.storage.exporting;

import io.emkd.domain.data.Interaction;
import io.emkd.domain.data.Item;
import io.emkd.domain.port.DatasetStore;
import io.emkd.storage.importing.ImportFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** Writes a dataset to files, one of interactions and one of items. Holds no interactions. */
public final class ExportDataset {
  private final DatasetStore datasets;

  public ExportDataset(DatasetStore datasets) {
    this.datasets = datasets;
  }

  /**
   * @param attributeSeparator of RecBole, between the attributes of one cell
   * @param directory an empty one
   * @return what was written
   * @throws io.emkd.domain.error.NotFoundException if there is no such dataset
   * @throws io.emkd.domain.error.InvalidInputException for what the format cannot hold
   */
  public List<Path> run(
      String dataset, ImportFormat format, String attributeSeparator, Path directory) {
    try (DatasetFiles files =
        switch (format) {
          case RECBOLE -> new RecBoleFiles(directory, dataset, attributeSeparator);
          case DELIMITED -> new DelimitedFiles(directory);
          case MOVIELENS -> new MovieLensFiles(directory);
          case JSON_LINES -> new JsonLinesFiles(directory);
          case S3REC -> new S3RecFiles(directory);
          case PARQUET -> new ParquetFiles(directory);
        }) {
      datasets.scan(dataset, new Sink(files));
      return files.finish();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private record Sink(DatasetFiles files) implements DatasetStore.Sink {
    @Override
    public void interaction(Interaction interaction) {
      try {
        files.interaction(interaction);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    @Override
    public void item(Item item) {
      try {
        files.item(item);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }
}
