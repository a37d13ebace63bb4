package io.emkd.domain.files;

import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.Item;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Files that hold what a test says, and that keep nothing of what is written. */
final class FilesInMemory implements DatasetFiles {
  private final Consumer<DatasetStore.Sink> content;
  private final ReadSummary summary;

  /** The names that were opened for writing. */
  final List<String> written = new ArrayList<>();

  FilesInMemory(Consumer<DatasetStore.Sink> content, ReadSummary summary) {
    this.content = content;
    this.summary = summary;
  }

  @Override
  public ReadSummary read(List<NamedFile> files, ReadOptions options, DatasetStore.Sink sink) {
    content.accept(sink);
    return summary;
  }

  @Override
  public List<Path> write(
      String dataset, WriteOptions options, Path directory, Consumer<DatasetStore.Sink> content) {
    written.add(dataset);
    content.accept(
        new DatasetStore.Sink() {
          @Override
          public void interaction(Interaction interaction) {}

          @Override
          public void item(Item item) {}
        });
    return List.of(directory.resolve(dataset));
  }
}
