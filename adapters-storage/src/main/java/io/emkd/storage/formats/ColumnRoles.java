package io.emkd.storage.formats;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.files.ColumnNames;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which columns of a table mean what, decided once a table: their indices, -1 where there is none.
 */
record ColumnRoles(
    int user, int item, int timestamp, int weight, int type, int title, int attributes) {

  /**
   * @throws InvalidInputException if a column that has to be there is not, or carries several
   *     values a row where one is needed
   */
  static ColumnRoles of(List<Column> header, ColumnNames names, LineCounter lines) {
    List<String> columns = header.stream().map(Column::name).toList();
    int user = columns.indexOf(names.userOrDefault());
    refuseLists(header, names, lines);
    ColumnRoles roles =
        new ColumnRoles(
            user,
            required(columns, "item", names.itemOrDefault(), lines),
            given(columns, "timestamp", names.timestamp(), user >= 0, lines, "timestamp"),
            given(columns, "weight", names.weight(), user >= 0, lines, "weight", "rating"),
            given(columns, "type", names.type(), user >= 0, lines, "type"),
            names.title().isEmpty()
                ? IntStream.range(0, columns.size())
                    .filter(c -> columns.get(c).endsWith("title"))
                    .findFirst()
                    .orElse(-1)
                : columns.indexOf(names.title()),
            given(columns, "attributes", names.attributes(), user < 0, lines));
    roles.requireSingleValues(header, lines);
    return roles;
  }

  boolean ofInteractions() {
    return user >= 0;
  }

  /**
   * One row of such a table is many interactions; how often each is repeated, only its maker knows.
   */
  private static void refuseLists(List<Column> header, ColumnNames names, LineCounter lines) {
    String list = names.itemOrDefault() + "_list";
    if (header.stream().anyMatch(c -> c.name().equals(list))) {
      throw lines.bad(
          "header with the column '" + list + "', a sequence a row",
          "a table of one interaction a row, as '"
              + names.userOrDefault()
              + "' and '"
              + names.itemOrDefault()
              + "'; files of lines of user item item ... are format s3rec");
    }
  }

  private static int required(
      List<String> columns, String meaning, String name, LineCounter lines) {
    int index = columns.indexOf(name);
    if (index < 0) {
      throw missing(columns, meaning, name, lines);
    }
    return index;
  }

  /** The column of that name, or else of the first default that there is. */
  private static int given(
      List<String> columns,
      String meaning,
      String name,
      boolean wanted,
      LineCounter lines,
      String... defaults) {
    if (!name.isEmpty()) {
      return wanted ? required(columns, meaning, name, lines) : columns.indexOf(name);
    }
    for (String standard : defaults) {
      if (columns.contains(standard)) {
        return columns.indexOf(standard);
      }
    }
    return -1;
  }

  private static InvalidInputException missing(
      List<String> columns, String meaning, String name, LineCounter lines) {
    boolean undivided = columns.size() == 1 && columns.get(0).contains(name);
    return lines.bad(
        "header " + columns,
        "a header with the "
            + meaning
            + " column '"
            + name
            + "'"
            + (undivided ? ", divided by the delimiter" : ""));
  }

  private void requireSingleValues(List<Column> header, LineCounter lines) {
    int[] single =
        ofInteractions() ? new int[] {user, item, timestamp, weight, type} : new int[] {item};
    for (int column : single) {
      if (column >= 0 && header.get(column).isSequence()) {
        throw lines.bad(
            "header column '" + header.get(column).name() + "' of sequences",
            "a column of one value a row");
      }
    }
  }
}
