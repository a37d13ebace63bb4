package io.emkd.storage.formats;

import io.emkd.domain.files.ColumnNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads delimited text of one dialect, RFC 4180: a cell that begins with a quote ends with one, may
 * have several lines, and quotes inside of it are doubled; a quote elsewhere is a character.
 */
final class DelimitedReader {
  private static final Character QUOTE = '"';

  private final char delimiter;
  private final HeaderLine.Cell header;
  private final ReadContext reading;
  private final LineCounter lines;
  private long blank;

  DelimitedReader(char delimiter, HeaderLine.Cell header, ReadContext reading) {
    this.delimiter = delimiter;
    this.header = header;
    this.reading = reading;
    this.lines = reading.lines();
  }

  void read(TextInput text, ColumnNames names) throws IOException {
    CSVFormat format =
        CSVFormat.RFC4180
            .builder()
            .setDelimiter(delimiter)
            .setQuote(reading.options().layout().unquoted() ? null : QUOTE)
            .setRecordSeparator('\n')
            .setIgnoreEmptyLines(false)
            .get();
    try (CSVParser parser = CSVParser.builder().setReader(text).setFormat(format).get()) {
      Iterator<CSVRecord> records = parser.iterator();
      List<String> given = reading.options().layout().header();
      Table table = given.isEmpty() ? null : table(given, names);
      while (next(records, parser, text)) {
        CSVRecord row = records.next();
        if (table == null) {
          table = table(cells(row), names);
        } else {
          if (row.getRecordNumber() == 1 && cells(row).equals(given)) {
            throw lines.bad("the header itself", "a row; leave the option header out");
          }
          add(row, table.columns, table.rows);
        }
      }
      if (table == null) {
        throw lines.bad("empty", "a header line that names the columns");
      }
    }
  }

  private record Table(List<Column> columns, TableRows rows) {}

  private Table table(List<String> cells, ColumnNames names) {
    List<Column> columns = HeaderLine.columns(cells, header, lines);
    return new Table(columns, new TableRows(columns, names, reading));
  }

  private static List<String> cells(CSVRecord row) {
    return row.toList();
  }

  /** The line is the first one of the next record. */
  private boolean next(Iterator<CSVRecord> records, CSVParser parser, TextInput text) {
    lines.at(parser.getCurrentLineNumber() + 1);
    text.beginRecord();
    try {
      return records.hasNext();
    } catch (UncheckedIOException failed) {
      if (failed.getCause() instanceof CSVException malformed) {
        throw malformed(malformed);
      }
      throw failed;
    } catch (IllegalStateException malformed) {
      throw malformed(malformed);
    }
  }

  private RuntimeException malformed(Exception why) {
    return lines.bad(
        String.valueOf(why.getMessage()),
        "a well-formed line: a cell that begins with a quote ends with one, quotes inside are doubled; where quotes are characters like others, say unquoted");
  }

  /** Blank lines at the end do not count. */
  private void add(CSVRecord row, List<Column> columns, TableRows rows) {
    if (row.size() == 1 && row.get(0).isBlank()) {
      blank++;
      return;
    }
    long line = lines.line();
    for (; blank > 0; blank--) {
      lines.at(line - blank);
      lines.read(
          () -> {
            throw wrongSize("blank", columns);
          });
    }
    lines.at(line);
    lines.read(
        () -> {
          if (row.size() != columns.size()) {
            throw wrongSize("of " + row.size() + " columns", columns);
          }
          rows.add(row::get);
        });
  }

  private RuntimeException wrongSize(String value, List<Column> columns) {
    Stream<String> names = columns.stream().limit(20).map(Column::name);
    return lines.bad(value, columns.size() + " columns, as in the header " + names.toList());
  }
}
