package io.emkd.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** How a command prints its result. */
public enum Output {
  TABLE,
  JSON;

  /** Protobuf's own printer escapes {@code < > & =} as if for HTML. */
  private static final Gson PRETTY =
      new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().serializeNulls().create();

  private static final Gson LINE =
      new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

  /** Over several lines, with fields that are at their defaults. */
  static String json(MessageOrBuilder message) {
    return PRETTY.toJson(
        object(
            JsonFormat.printer().preservingProtoFieldNames().alwaysPrintFieldsWithNoPresence(),
            message));
  }

  /** In one line, without fields that are at their defaults. */
  static String jsonLine(MessageOrBuilder message) {
    return LINE.toJson(jsonObject(message));
  }

  static String jsonLine(JsonObject object) {
    return LINE.toJson(object);
  }

  static String json(JsonObject object) {
    return PRETTY.toJson(object);
  }

  static JsonObject jsonObject(MessageOrBuilder message) {
    return object(JsonFormat.printer().preservingProtoFieldNames(), message);
  }

  private static JsonObject object(JsonFormat.Printer printer, MessageOrBuilder message) {
    try {
      return JsonParser.parseString(printer.print(message)).getAsJsonObject();
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * The first column is left-aligned, the others right-aligned.
   *
   * @param left of the others those that are left-aligned too
   */
  public static String table(List<String> header, List<List<String>> rows, String... left) {
    Set<String> leftAligned = Set.of(left);
    List<Column> columns = new ArrayList<>();
    for (int c = 0; c < header.size(); c++) {
      HorizontalAlign align =
          c == 0 || leftAligned.contains(header.get(c))
              ? HorizontalAlign.LEFT
              : HorizontalAlign.RIGHT;
      columns.add(new Column().header(header.get(c)).headerAlign(align).dataAlign(align));
    }
    return AsciiTable.getTable(
            AsciiTable.NO_BORDERS,
            columns.toArray(Column[]::new),
            rows.stream().map(row -> row.toArray(Object[]::new)).toArray(Object[][]::new))
        .lines()
        .map(String::stripTrailing)
        .reduce((above, below) -> above + "\n" + below)
        .orElse("");
  }
}
