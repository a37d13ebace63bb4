package io.emkd.bootstrap.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import java.util.ArrayList;
import java.util.List;

/** How a command prints its result. */
enum Output {
  TABLE,
  JSON;

  static String json(MessageOrBuilder message) {
    try {
      return JsonFormat.printer()
          .preservingProtoFieldNames()
          .alwaysPrintFieldsWithNoPresence()
          .print(message);
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The first column is left-aligned, the others right-aligned. */
  static String table(List<String> header, List<List<String>> rows) {
    List<Column> columns = new ArrayList<>();
    for (int c = 0; c < header.size(); c++) {
      columns.add(
          new Column()
              .header(header.get(c))
              .dataAlign(c == 0 ? HorizontalAlign.LEFT : HorizontalAlign.RIGHT));
    }
    return AsciiTable.getTable(
        AsciiTable.NO_BORDERS,
        columns.toArray(Column[]::new),
        rows.stream().map(row -> row.toArray(Object[]::new)).toArray(Object[][]::new));
  }
}
