package io.emkd.storage.formats;

import io.emkd.domain.files.WriteOptions;
import java.io.IOException;
import java.nio.file.Path;

/** RecBole's atomic files: tabs between the cells, below a {@link RecBoleHeader}. */
final class RecBoleCodec extends TextCodec {
  @Override
  void read(TextInput text, Reading reading) throws IOException {
    new DelimitedReader('\t', new RecBoleHeader(), reading)
        .read(text, reading.options().layout().columns());
  }

  @Override
  public DatasetWriter writer(Path directory, String dataset, WriteOptions options)
      throws IOException {
    return new RecBoleWriter(directory, dataset, options.attributeSeparator());
  }
}
