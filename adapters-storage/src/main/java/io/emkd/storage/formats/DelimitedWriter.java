package io.emkd.storage.formats;

import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.Item;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Comma-separated, quoted where needed; attributes are separated by bars. */
final class DelimitedWriter extends TextWriter {
  private final CSVPrinter interactionRows;
  private final CSVPrinter itemRows;

  DelimitedWriter(Path directory) throws IOException {
    super(directory.resolve("interactions.csv"), directory.resolve("items.csv"));
    CSVFormat format = CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();
    interactionRows = new CSVPrinter(interactions, format);
    itemRows = new CSVPrinter(items, format);
    interactionRows.printRecord("user_id", "item_id", "timestamp", "weight", "type");
    itemRows.printRecord("item_id", "title", "attributes");
  }

  @Override
  public void item(Item item) throws IOException {
    for (String attribute : item.attributes()) {
      without("|", "attribute of item " + item.id(), attribute, "items.csv");
    }
    itemRows.printRecord(item.id(), item.title(), String.join("|", item.attributes()));
  }

  @Override
  public void interaction(Interaction i) throws IOException {
    interactionRows.printRecord(
        i.userId(), i.itemId(), number(i.timestamp()), weight(i.weight()), i.type());
  }
}
