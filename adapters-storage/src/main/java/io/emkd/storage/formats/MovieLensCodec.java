package io.emkd.storage.formats;

import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.files.WriteOptions;
import java.io.IOException;
import java.nio.file.Path;

/** MovieLens' ratings and movies, in each of the three ways in which they are published. */
final class MovieLensCodec extends TextCodec {
  @Override
  void read(TextInput text, ReadContext reading) throws IOException {
    new MovieLensReader(reading).read(text);
  }

  @Override
  public DatasetStore.Sink receiving(DatasetStore.Sink sink) {
    return MovieLensReader.withoutNoGenres(sink);
  }

  @Override
  boolean mayBeLatin1(String beginning) {
    return MovieLensReader.mayBeLatin1(beginning);
  }

  @Override
  public DatasetWriter writer(Path directory, String dataset, WriteOptions options)
      throws IOException {
    return new MovieLensWriter(directory);
  }
}
