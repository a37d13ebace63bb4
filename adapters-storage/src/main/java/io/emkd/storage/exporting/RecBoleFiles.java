package io.emkd.storage.exporting;

import io.emkd.domain.data.Interaction;
import io.emkd.domain.data.Item;
import java.io.IOException;
import java.nio.file.Path;

/** RecBole atomic files; a title's line breaks and tabs become spaces. */
final class RecBoleFiles extends TextFiles {
  private final String separator;

  RecBoleFiles(Path directory, String dataset, String separator) throws IOException {
    super(directory.resolve(dataset + ".inter"), directory.resolve(dataset + ".item"));
    this.separator = separator;
    interactions.write("user_id:token\titem_id:token\ttimestamp:float\tweight:float\ttype:token\n");
    items.write("item_id:token\ttitle:token_seq\tattributes:token_seq\n");
  }

  @Override
  public void item(Item item) throws IOException {
    for (String attribute : item.attributes()) {
      without(separator, "attribute of item " + item.id(), attribute, "attribute_separator");
    }
    items.write(
        item.id()
            + "\t"
            + item.title().replaceAll("\\s", " ")
            + "\t"
            + String.join(separator, item.attributes())
            + "\n");
  }

  @Override
  public void interaction(Interaction i) throws IOException {
    interactions.write(
        i.userId()
            + "\t"
            + i.itemId()
            + "\t"
            + number(i.timestamp())
            + "\t"
            + weight(i.weight())
            + "\t"
            + i.type()
            + "\n");
  }
}
