package io.emkd.storage.formats;

import io.emkd.domain.error.InvalidInputException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The line that names the columns of a text. */
final class HeaderLine {
  private static final int MOST_COLUMNS = 10_000;

  /** What a cell of the line says of its column. */
  @FunctionalInterface
  interface Cell {
    /**
     * @throws InvalidInputException if it says nothing
     */
    Column column(String cell, LineCounter lines);
  }

  /** The column's name alone. */
  static final Cell NAMES = (cell, lines) -> Column.of(cell);

  private HeaderLine() {}

  /**
   * @throws InvalidInputException if it is no header
   */
  static List<Column> columns(List<String> cells, Cell meaning, LineCounter lines) {
    if (cells.size() > MOST_COLUMNS) {
      throw lines.bad("of " + cells.size() + " columns", "of at most " + MOST_COLUMNS);
    }
    List<Column> columns = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String cell : cells) {
      Column column = meaning.column(cell.strip(), lines);
      if (!names.add(column.name())) {
        throw lines.bad(
            "header column '" + column.name() + "' twice", "a header that names each column once");
      }
      columns.add(column);
    }
    return columns;
  }
}
