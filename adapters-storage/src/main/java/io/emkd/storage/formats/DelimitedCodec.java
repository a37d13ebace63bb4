package io.emkd.storage.formats;

import io.emkd.domain.files.FileLayout;
import io.emkd.domain.files.WriteOptions;
import java.io.IOException;
import java.nio.file.Path;

/** Delimited text with a header that names the columns, or none. */
final class DelimitedCodec extends TextCodec {
  @Override
  void read(TextInput text, Reading reading) throws IOException {
    FileLayout layout = reading.options().layout();
    new DelimitedReader(layout.delimiter().character(), (cell, lines) -> Column.of(cell), reading)
        .read(text, layout.columns());
  }

  @Override
  public DatasetWriter writer(Path directory, String dataset, WriteOptions options)
      throws IOException {
    return new DelimitedWriter(directory);
  }
}
