package io.emkd.storage.formats;

import io.emkd.domain.files.WriteOptions;
import io.emkd.storage.formats.DelimitedWriter.AttributeCell;
import io.emkd.storage.formats.DelimitedWriter.Table;
import java.io.IOException;
import java.nio.file.Path;

/** RecBole's atomic files: tabs between the cells, below a {@link RecBoleHeader}. */
final class RecBoleCodec extends TextCodec {
  @Override
  void read(TextInput text, ReadContext reading) throws IOException {
    new DelimitedReader('\t', new RecBoleHeader(), reading)
        .read(text, reading.options().layout().columns());
  }

  @Override
  public DatasetWriter writer(Path directory, String dataset, WriteOptions options)
      throws IOException {
    return new DelimitedWriter(
        '\t',
        new Table(
            directory.resolve(dataset + ".inter"),
            "user_id:token",
            "item_id:token",
            "timestamp:float",
            "weight:float",
            "type:token"),
        new Table(
            directory.resolve(dataset + ".item"),
            "item_id:token",
            "title:token_seq",
            "attributes:token_seq"),
        new AttributeCell(options.attributeSeparator(), "attribute_separator"));
  }
}
