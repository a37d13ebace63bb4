package io.emkd.storage.importing;

import io.emkd.domain.data.Interaction;
import io.emkd.domain.data.Item;
import io.emkd.domain.port.DatasetStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads a table with a header: one with a user column holds interactions, one with only an item
 * column describes items.
 */
final class TableReader {
  private final ColumnNames names;
  private final boolean recbole;

  /**
   * @param recbole tab-separated, unquoted, with a type after each column's name
   */
  TableReader(ColumnNames names, boolean recbole) {
    this.names = names;
    this.recbole = recbole;
  }

  void read(BufferedReader reader, LineCounter lines, DatasetStore.Sink sink) throws IOException {
    CSVFormat format =
        recbole
            ? CSVFormat.TDF
                .builder()
                .setQuote(null)
                .setIgnoreEmptyLines(false)
                .setIgnoreSurroundingSpaces(false)
                .get()
            : CSVFormat.RFC4180
                .builder()
                .setDelimiter(names.delimiter())
                .setRecordSeparator('\n')
                .setIgnoreEmptyLines(false)
                .get();
    try (CSVParser parser = CSVParser.builder().setReader(reader).setFormat(format).get()) {
      List<String> header = null;
      Columns columns = null;
      java.util.Iterator<CSVRecord> records = parser.iterator();
      while (next(records, parser, lines)) {
        CSVRecord row = records.next();
        lines.at(parser.getCurrentLineNumber());
        if (header == null) {
          header = header(row, lines);
          columns = columns(header, lines);
        } else {
          Columns known = columns;
          List<String> named = header;
          lines.read(
              () -> {
                if (row.size() != named.size()) {
                  throw lines.bad(
                      row.size() + " columns",
                      named.size() + " columns, as in the header " + named);
                }
                emit(row, known, lines, sink);
              });
        }
      }
      if (header == null) {
        throw lines.bad("empty", "a header line that names the columns");
      }
    } catch (java.io.UncheckedIOException wrapped) {
      throw wrapped.getCause();
    }
  }

  private static boolean next(
      java.util.Iterator<CSVRecord> records, CSVParser parser, LineCounter lines)
      throws IOException {
    lines.at(parser.getCurrentLineNumber() + 1);
    try {
      return records.hasNext();
    } catch (java.io.UncheckedIOException failed) {
      if (failed.getCause() instanceof java.nio.charset.CharacterCodingException) {
        throw failed.getCause();
      }
      throw lines.bad(String.valueOf(failed.getCause().getMessage()), "a well-formed line");
    } catch (IllegalStateException malformed) {
      throw lines.bad(String.valueOf(malformed.getMessage()), "a well-formed line");
    }
  }

  private List<String> header(CSVRecord row, LineCounter lines) {
    List<String> header = new ArrayList<>();
    for (String cell : row) {
      String name = header.isEmpty() && cell.startsWith("\uFEFF") ? cell.substring(1) : cell;
      name = name.strip();
      if (recbole) {
        if (!name.matches("[^:]+:(token|token_seq|float|float_seq)")) {
          throw lines.bad(
              "header column '" + name + "'",
              "NAME:TYPE with TYPE one of token, token_seq, float, float_seq");
        }
        name = name.substring(0, name.indexOf(':'));
      }
      if (header.contains(name)) {
        throw lines.bad(
            "header column '" + name + "' twice", "a header that names each column once");
      }
      header.add(name);
    }
    return header;
  }

  /** Indices of columns; -1 where there is none. */
  private record Columns(
      int user, int item, int timestamp, int weight, int type, int title, int attributes) {}

  private Columns columns(List<String> header, LineCounter lines) {
    int item = header.indexOf(names.itemOrDefault());
    if (item < 0) {
      throw lines.bad(
          "header " + header, "a header with the item column '" + names.itemOrDefault() + "'");
    }
    int user = header.indexOf(names.userOrDefault());
    int timestamp = header.indexOf(names.timestampOrDefault());
    if (user >= 0 && timestamp < 0 && !names.timestamp().isEmpty()) {
      throw lines.bad(
          "header " + header, "a header with the timestamp column '" + names.timestamp() + "'");
    }
    int attributes = names.attributes().isEmpty() ? -1 : header.indexOf(names.attributes());
    if (user < 0 && attributes < 0 && !names.attributes().isEmpty()) {
      throw lines.bad(
          "header " + header, "a header with the attributes column '" + names.attributes() + "'");
    }
    int title =
        names.title().isEmpty()
            ? header.stream()
                .filter(n -> n.endsWith("title"))
                .findFirst()
                .map(header::indexOf)
                .orElse(-1)
            : header.indexOf(names.title());
    int weight =
        names.weight().isEmpty()
            ? Math.max(header.indexOf("weight"), header.indexOf("rating"))
            : named(header, "weight", names.weight(), user >= 0, lines);
    int type =
        names.type().isEmpty()
            ? header.indexOf("type")
            : named(header, "type", names.type(), user >= 0, lines);
    return new Columns(user, item, timestamp, weight, type, title, attributes);
  }

  /** -1 where items are described. */
  private static int named(
      List<String> header, String meaning, String name, boolean wanted, LineCounter lines) {
    int index = header.indexOf(name);
    if (wanted && index < 0) {
      throw lines.bad(
          "header " + header, "a header with the " + meaning + " column '" + name + "'");
    }
    return index;
  }

  private void emit(CSVRecord row, Columns columns, LineCounter lines, DatasetStore.Sink sink) {
    if (columns.user >= 0) {
      double timestamp =
          columns.timestamp < 0
              ? 0
              : lines.number(names.timestampOrDefault(), row.get(columns.timestamp));
      sink.interaction(
          new Interaction(
              row.get(columns.user),
              row.get(columns.item),
              timestamp,
              weight(row, columns, lines),
              columns.type < 0 ? "" : row.get(columns.type)));
      return;
    }
    List<String> attributes =
        columns.attributes < 0
            ? List.of()
            : Arrays.stream(
                    row.get(columns.attributes).split(Pattern.quote(names.attributeSeparator())))
                .map(String::strip)
                .filter(a -> !a.isEmpty())
                .toList();
    sink.item(
        new Item(
            row.get(columns.item), columns.title < 0 ? "" : row.get(columns.title), attributes));
  }

  private static double weight(CSVRecord row, Columns columns, LineCounter lines) {
    return columns.weight < 0 || row.get(columns.weight).isBlank()
        ? Double.NaN
        : lines.number("weight", row.get(columns.weight));
  }
}
