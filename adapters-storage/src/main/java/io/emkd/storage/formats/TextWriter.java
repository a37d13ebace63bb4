package io.emkd.storage.formats;

import io.emkd.domain.dataset.Item;
import io.emkd.domain.error.InvalidInputException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Two files of text. */
abstract class TextWriter implements DatasetWriter {
  final BufferedWriter interactions;
  final BufferedWriter items;
  private final List<Path> files;

  TextWriter(Path interactionFile, Path itemFile) throws IOException {
    files = List.of(interactionFile, itemFile);
    interactions = Files.newBufferedWriter(interactionFile);
    items = Files.newBufferedWriter(itemFile);
  }

  @Override
  public List<Path> finish() throws IOException {
    close();
    return files;
  }

  @Override
  public void close() throws IOException {
    try (items) {
      interactions.close();
    }
  }

  /**
   * @throws InvalidInputException if the text holds what separates it from its neighbour
   */
  static String without(String separator, String field, String text, String format) {
    if (text.contains(separator)) {
      throw new InvalidInputException(
          field, "'" + text + "'", "without '" + separator + "', which separates in " + format);
    }
    return text;
  }

  /**
   * The attributes of an item in one cell.
   *
   * @param format what separates so, for a message
   * @throws InvalidInputException if one holds the separator
   */
  static String joined(Item item, String separator, String format) {
    for (String attribute : item.attributes()) {
      without(separator, "attribute of item " + item.id(), attribute, format);
    }
    return String.join(separator, item.attributes());
  }

  /** Whole numbers without a fraction. */
  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  static String weight(double weight) {
    return Double.isNaN(weight) ? "" : number(weight);
  }
}
