package io.emkd.storage.formats;

import io.emkd.domain.files.WriteOptions;
import java.io.IOException;
import java.nio.file.Path;

/** A JSON object a line. */
final class JsonLinesCodec extends TextCodec {
  @Override
  void read(TextInput text, ReadContext reading) throws IOException {
    new JsonLinesReader(reading).read(text);
  }

  @Override
  public DatasetWriter writer(Path directory, String dataset, WriteOptions options)
      throws IOException {
    return new JsonLinesWriter(directory);
  }
}
