package io.emkd.storage.formats;

import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.files.ColumnNames;
import io.emkd.domain.files.RowCondition;
import io.emkd.domain.files.ShownCell;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Turns the rows of one table into interactions, where it has a user column, or else items; of
 * every format.
 */
final class TableRows {
  private final List<Column> header;
  private final ColumnNames names;
  private final ColumnRoles roles;
  private final ReadContext reading;
  private final Cells cells;
  private final List<Condition> conditions = new ArrayList<>();

  private record Condition(int column, RowCondition condition) {}

  /**
   * @throws InvalidInputException if the header does not name what is needed
   */
  TableRows(List<Column> header, ColumnNames names, ReadContext reading) {
    this.header = header;
    this.names = names;
    this.reading = reading;
    this.cells = new Cells(reading.lines());
    this.roles = ColumnRoles.of(header, names, reading.lines());
    if (roles.ofInteractions()) {
      List<String> columns = header.stream().map(Column::name).toList();
      for (RowCondition condition : reading.options().where()) {
        int column = columns.indexOf(condition.column());
        if (column < 0) {
          throw new InvalidInputException(
              "where",
              ShownCell.quoted(condition),
              ShownCell.shortened("about one of the columns " + columns));
        }
        conditions.add(new Condition(column, condition));
      }
    }
  }

  /** The indices of the columns that {@link #add} asks for. */
  int[] used() {
    return IntStream.concat(
            roles.ofInteractions()
                ? IntStream.of(
                    roles.user(), roles.item(), roles.timestamp(), roles.weight(), roles.type())
                : IntStream.of(roles.item(), roles.title(), roles.attributes()),
            conditions.stream().mapToInt(Condition::column))
        .filter(column -> column >= 0)
        .distinct()
        .toArray();
  }

  /**
   * @param row the value of each column
   * @throws InvalidInputException if it is bad
   */
  void add(IntFunction<@Nullable Object> row) {
    if (!roles.ofInteractions()) {
      reading.sink().item(item(row));
      return;
    }
    for (Condition condition : conditions) {
      Object cell = row.apply(condition.column);
      if (!holds(condition.condition, cell)) {
        reading.sink().leftOut();
        return;
      }
    }
    interaction(row);
  }

  /**
   * @throws InvalidInputException if the value cannot be compared with the condition's
   */
  private boolean holds(RowCondition condition, @Nullable Object cell) {
    String column = condition.column();
    if (condition.requirement() instanceof RowCondition.Membership values) {
      return values.holds(cells.text(cell, column));
    }
    RowCondition.Bound bound = (RowCondition.Bound) condition.requirement();
    return bound.holds(
        bound.ofTimes()
            ? reading.times().seconds(cell, column, reading.lines())
            : cells.number(cell, column));
  }

  private void interaction(IntFunction<@Nullable Object> row) {
    double time =
        roles.timestamp() < 0
            ? Double.NaN
            : reading
                .times()
                .seconds(row.apply(roles.timestamp()), name(roles.timestamp()), reading.lines());
    boolean missing = Double.isNaN(time);
    if (missing && !names.timestamp().isEmpty()) {
      throw reading.lines().bad("no '" + names.timestamp() + "'", "a timestamp");
    }
    Interaction interaction =
        new Interaction(
            id(row, roles.user()),
            id(row, roles.item()),
            missing ? 0 : time,
            roles.weight() < 0
                ? Double.NaN
                : cells.number(row.apply(roles.weight()), name(roles.weight())),
            text(row, roles.type()));
    reading.times().allOrNone(missing, names.timestampOrDefault(), reading.lines());
    reading.sink().interaction(interaction);
  }

  private Item item(IntFunction<@Nullable Object> row) {
    return new Item(
        id(row, roles.item()),
        roles.title() < 0 ? "" : cells.title(row.apply(roles.title()), name(roles.title())),
        roles.attributes() < 0
            ? List.of()
            : cells.attributes(
                row.apply(roles.attributes()),
                name(roles.attributes()),
                names.attributeSeparator()));
  }

  private String id(IntFunction<@Nullable Object> row, int column) {
    Object cell = row.apply(column);
    boolean number = header.get(column).kind() == Column.Kind.NUMBER && cell instanceof String;
    return cells.id(number ? cells.exact((String) cell, name(column)) : cell, name(column));
  }

  private String text(IntFunction<@Nullable Object> row, int column) {
    return column < 0 ? "" : cells.text(row.apply(column), name(column));
  }

  private String name(int column) {
    return header.get(column).name();
  }
}
