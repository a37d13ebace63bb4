package io.emkd.storage.formats;

import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.Item;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Rows of cells, quoted where needed, as pandas does and reads it. */
final class DelimitedWriter extends TextWriter {
  private final AttributeCell attributes;
  private final CSVPrinter interactionRows;
  private final CSVPrinter itemRows;

  /**
   * Attributes in one cell.
   *
   * @param named what separates them, as a message calls it
   */
  record AttributeCell(String separator, String named) {}

  /** A file and the names of its columns. */
  record Table(Path file, String... columns) {}

  /**
   * @param interactions with columns for user, item, time, weight and type
   * @param items with columns for id, title and attributes
   */
  DelimitedWriter(char delimiter, Table interactions, Table items, AttributeCell attributes)
      throws IOException {
    super(interactions.file, items.file);
    this.attributes = attributes;
    CSVFormat format =
        CSVFormat.RFC4180.builder().setDelimiter(delimiter).setRecordSeparator('\n').get();
    interactionRows = new CSVPrinter(this.interactions, format);
    itemRows = new CSVPrinter(this.items, format);
    interactionRows.printRecord((Object[]) interactions.columns);
    itemRows.printRecord((Object[]) items.columns);
  }

  @Override
  public void item(Item item) throws IOException {
    itemRows.printRecord(
        item.id(), item.title(), joined(item, attributes.separator, attributes.named));
  }

  @Override
  public void interaction(Interaction i) throws IOException {
    interactionRows.printRecord(
        i.userId(), i.itemId(), number(i.timestamp()), weight(i.weight()), i.type());
  }
}
