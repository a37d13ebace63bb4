package io.emkd.storage.formats;

import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.files.WriteOptions;
import java.io.IOException;
import java.nio.file.Path;

/** One format, read and written. There is one for each import, and one for each export. */
interface Codec {
  /**
   * Reads the next file of the import.
   *
   * @throws io.emkd.domain.error.InvalidInputException if it is bad
   */
  void read(Path file, ReadContext reading) throws IOException;

  /** Where what is read goes on its way to the sink, when it was counted. */
  default DatasetStore.Sink receiving(DatasetStore.Sink sink) {
    return sink;
  }

  /**
   * Begins the files of an export.
   *
   * @param directory an empty one
   * @param dataset its name
   */
  DatasetWriter writer(Path directory, String dataset, WriteOptions options) throws IOException;
}
