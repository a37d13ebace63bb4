package io.emkd.cli;

import io.emkd.v1.ImportHeader;
import io.emkd.v1.TimestampUnit;
import java.util.List;
import picocli.CommandLine.Option;

/** How the files of an import are to be read, besides their columns. */
final class ImportReading {
  enum Unit {
    SECONDS,
    MILLISECONDS,
    MICROSECONDS
  }

  @Option(
      names = "--encoding",
      defaultValue = "",
      description = "Of text without a byte order mark, such as windows-1252. Default: UTF-8.")
  String encoding;

  @Option(
      names = "--timestamp-unit",
      defaultValue = "SECONDS",
      description =
          "Of times that are numbers: seconds, milliseconds or microseconds. Default: seconds.")
  Unit timestampUnit;

  @Option(
      names = "--header",
      split = ",",
      paramLabel = "COLUMN",
      description =
          "The columns of delimited text without a header line, such as user_id,item_id,timestamp.")
  List<String> columns = List.of();

  @Option(
      names = "--unquoted",
      description = "In delimited text and RecBole's, quotes are characters like others.")
  boolean unquoted;

  @Option(
      names = "--where",
      paramLabel = "CONDITION",
      description =
          "Leaves out interactions of which it does not hold: 'rating>=4', 'type in view,purchase'."
              + " May be given again; all have to hold.")
  List<String> where = List.of();

  ImportHeader.Builder header() {
    return ImportHeader.newBuilder()
        .setEncoding(encoding)
        .setTimestampUnit(TimestampUnit.valueOf("TIMESTAMP_UNIT_" + timestampUnit.name()))
        .addAllHeader(columns)
        .setUnquoted(unquoted)
        .addAllWhere(where);
  }
}
