package io.emkd.domain.files;

import io.emkd.domain.dataset.DatasetStore;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Writes a dataset to files, one of interactions and one of items. Holds no interactions.
 * Thread-safe.
 */
public final class ExportDataset {
  private final DatasetStore datasets;
  private final DatasetFiles files;

  public ExportDataset(DatasetStore datasets, DatasetFiles files) {
    this.datasets = datasets;
    this.files = files;
  }

  /**
   * @param directory an empty one
   * @param cancelled whether nobody wants it any more; asked at each interaction and item, and may
   *     throw
   * @return what was written
   * @throws CancellationException if cancelled; what was written is incomplete
   * @throws io.emkd.domain.error.NotFoundException if there is no such dataset
   * @throws io.emkd.domain.error.InvalidInputException for what the format cannot hold
   */
  public List<Path> run(
      String dataset, WriteOptions options, Path directory, BooleanSupplier cancelled) {
    // Before any file is opened: a format may call its files by the dataset, and this name is only
    // known to be one, and no path, when there is such a dataset.
    datasets.importId(dataset);
    return files.write(
        dataset,
        options,
        directory,
        sink -> datasets.scan(dataset, new WantedSink("export", cancelled, sink)));
  }
}
