package io.emkd.storage.formats;

import io.emkd.domain.files.FileLayout;
import io.emkd.domain.files.WriteOptions;
import io.emkd.storage.formats.DelimitedWriter.AttributeCell;
import io.emkd.storage.formats.DelimitedWriter.Table;
import java.io.IOException;
import java.nio.file.Path;

/** Delimited text with a header that names the columns, or none. */
final class DelimitedCodec extends TextCodec {
  @Override
  void read(TextInput text, ReadContext reading) throws IOException {
    FileLayout layout = reading.options().layout();
    new DelimitedReader(layout.delimiter().character(), HeaderLine.NAMES, reading)
        .read(text, layout.columns());
  }

  @Override
  public DatasetWriter writer(Path directory, String dataset, WriteOptions options)
      throws IOException {
    return new DelimitedWriter(
        ',',
        new Table(
            directory.resolve("interactions.csv"),
            "user_id",
            "item_id",
            "timestamp",
            "weight",
            "type"),
        new Table(directory.resolve("items.csv"), "item_id", "title", "attributes"),
        new AttributeCell("|", "items.csv"));
  }
}
