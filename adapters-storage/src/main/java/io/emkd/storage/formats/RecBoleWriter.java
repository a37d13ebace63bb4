package io.emkd.storage.formats;

import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.Item;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** RecBole atomic files, quoted where needed, as pandas does and reads it. */
final class RecBoleWriter extends TextWriter {
  private final String separator;
  private final CSVPrinter interactionRows;
  private final CSVPrinter itemRows;

  RecBoleWriter(Path directory, String dataset, String separator) throws IOException {
    super(directory.resolve(dataset + ".inter"), directory.resolve(dataset + ".item"));
    this.separator = separator;
    CSVFormat format =
        CSVFormat.RFC4180.builder().setDelimiter('\t').setRecordSeparator('\n').get();
    interactionRows = new CSVPrinter(interactions, format);
    itemRows = new CSVPrinter(items, format);
    interactionRows.printRecord(
        "user_id:token", "item_id:token", "timestamp:float", "weight:float", "type:token");
    itemRows.printRecord("item_id:token", "title:token_seq", "attributes:token_seq");
  }

  @Override
  public void item(Item item) throws IOException {
    for (String attribute : item.attributes()) {
      without(separator, "attribute of item " + item.id(), attribute, "attribute_separator");
    }
    itemRows.printRecord(item.id(), item.title(), String.join(separator, item.attributes()));
  }

  @Override
  public void interaction(Interaction i) throws IOException {
    interactionRows.printRecord(
        i.userId(), i.itemId(), number(i.timestamp()), weight(i.weight()), i.type());
  }
}
