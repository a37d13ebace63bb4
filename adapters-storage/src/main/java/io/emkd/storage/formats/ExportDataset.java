package io.emkd.storage.formats;

import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.Item;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** Writes a dataset to files, one of interactions and one of items. Holds no interactions. */
public final class ExportDataset {
  private final DatasetStore datasets;

  public ExportDataset(DatasetStore datasets) {
    this.datasets = datasets;
  }

  /**
   * @param attributeSeparator of RecBole, between the attributes of one cell
   * @param directory an empty one
   * @param cancelled whether nobody wants it any more; asked at each interaction and item
   * @return what was written
   * @throws CancellationException if cancelled; what was written is incomplete
   * @throws io.emkd.domain.error.NotFoundException if there is no such dataset
   * @throws io.emkd.domain.error.InvalidInputException for what the format cannot hold
   */
  public List<Path> run(
      String dataset,
      ImportFormat format,
      String attributeSeparator,
      Path directory,
      BooleanSupplier cancelled) {
    try (DatasetWriter files =
        switch (format) {
          case RECBOLE -> new RecBoleWriter(directory, dataset, attributeSeparator);
          case DELIMITED -> new DelimitedWriter(directory);
          case MOVIELENS -> new MovieLensWriter(directory);
          case JSON_LINES -> new JsonLinesWriter(directory);
          case S3REC -> new S3RecWriter(directory);
          case PARQUET -> new ParquetWriter(directory);
        }) {
      datasets.scan(dataset, new Sink(files, cancelled));
      return files.finish();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private record Sink(DatasetWriter files, BooleanSupplier cancelled) implements DatasetStore.Sink {
    @Override
    public void interaction(Interaction interaction) {
      stopIfCancelled();
      try {
        files.interaction(interaction);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    @Override
    public void item(Item item) {
      stopIfCancelled();
      try {
        files.item(item);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    private void stopIfCancelled() {
      if (cancelled.getAsBoolean()) {
        throw new CancellationException("the export was cancelled");
      }
    }
  }
}
