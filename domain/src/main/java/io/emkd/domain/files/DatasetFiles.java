package io.emkd.domain.files;

import io.emkd.domain.dataset.DatasetStore;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Reads datasets from files of every {@link FileFormat} and writes them to such. Thread-safe. */
public interface DatasetFiles {
  /**
   * Reads files of one format, one after the other. The first bad line stops it, named, unless some
   * may be skipped; what is wrong with a file as a whole, such as its header or its encoding,
   * always does.
   *
   * @return what is to be told of the files' content besides
   * @throws io.emkd.domain.error.InvalidInputException naming file, line and reason
   */
  ReadSummary read(List<NamedFile> files, ReadOptions options, DatasetStore.Sink sink);

  /**
   * Writes two files, one of interactions and one of items. Holds no interactions.
   *
   * @param dataset its name, by which some formats call their files
   * @param directory an empty one
   * @param content gives items first, then interactions user by user; what it throws passes
   * @return what was written
   * @throws io.emkd.domain.error.InvalidInputException for what the format cannot hold
   */
  List<Path> write(
      String dataset, WriteOptions options, Path directory, Consumer<DatasetStore.Sink> content);
}
