package io.emkd.storage.formats;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The line that names the columns of a text. */
enum HeaderLine {
  NAMES,
  /** As RecBole writes it, with a type after each name. */
  NAMES_AND_TYPES;

  private static final int MOST_COLUMNS = 10_000;
  private static final Pattern TYPED = Pattern.compile("([^:]+):(token|token_seq|float|float_seq)");

  /**
   * @throws io.emkd.domain.error.InvalidInputException if it is none
   */
  List<Column> columns(List<String> cells, LineCounter lines) {
    if (cells.size() > MOST_COLUMNS) {
      throw lines.bad("of " + cells.size() + " columns", "of at most " + MOST_COLUMNS);
    }
    List<Column> columns = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String cell : cells) {
      Column column = this == NAMES ? Column.of(cell.strip()) : typed(cell.strip(), lines);
      if (!names.add(column.name())) {
        throw lines.bad(
            "header column '" + column.name() + "' twice", "a header that names each column once");
      }
      columns.add(column);
    }
    return columns;
  }

  private static Column typed(String cell, LineCounter lines) {
    Matcher parts = TYPED.matcher(cell);
    if (!parts.matches()) {
      throw lines.bad(
          "header column " + LineCounter.quoted(cell),
          "NAME:TYPE with TYPE one of token, token_seq, float, float_seq");
    }
    return new Column(
        parts.group(1),
        switch (parts.group(2)) {
          case "token" -> Column.Kind.VALUE;
          case "float" -> Column.Kind.NUMBER;
          default -> Column.Kind.SEQUENCE;
        });
  }
}
