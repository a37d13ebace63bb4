package io.emkd.assembly;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.storage.formats.ColumnNames;
import io.emkd.storage.formats.Delimiter;
import io.emkd.storage.formats.ImportFormat;
import io.emkd.storage.formats.ReadOptions;
import io.emkd.storage.formats.RowCondition;
import io.emkd.storage.formats.TextEncoding;
import io.emkd.storage.formats.TimestampUnit;
import io.emkd.v1.ImportHeader;
import java.time.Clock;

/** How an import's header says that its files are to be read. */
final class ImportHeaderOptions {
  private static final int MOST_CONDITIONS = 100;

  private ImportHeaderOptions() {}

  /**
   * @throws InvalidInputException naming the field
   */
  static ReadOptions of(ImportHeader header, Clock clock) {
    if (header.getWhereCount() > MOST_CONDITIONS) {
      throw new InvalidInputException(
          "where", header.getWhereCount() + " conditions", "at most " + MOST_CONDITIONS);
    }
    return new ReadOptions(
        new ColumnNames(
            header.getUserColumn(),
            header.getItemColumn(),
            header.getTimestampColumn(),
            header.getWeightColumn(),
            header.getTypeColumn(),
            header.getTitleColumn(),
            header.getAttributesColumn(),
            Delimiter.parse(header.getDelimiter()),
            attributeSeparator(header.getAttributeSeparator())),
        TextEncoding.named(header.getEncoding()),
        unit(header),
        header.getHeaderList(),
        header.getUnquoted(),
        header.getWhereList().stream().map(RowCondition::parse).toList(),
        header.getSkipBadLines(),
        clock);
  }

  /**
   * @param given empty for a space
   */
  static String attributeSeparator(String given) {
    return given.isEmpty() ? " " : given;
  }

  /**
   * @param value the number of a format that has no name
   * @throws InvalidInputException if it is none
   */
  static ImportFormat format(io.emkd.v1.ImportFormat format, int value) {
    return switch (format) {
      case IMPORT_FORMAT_RECBOLE -> ImportFormat.RECBOLE;
      case IMPORT_FORMAT_S3REC -> ImportFormat.S3REC;
      case IMPORT_FORMAT_DELIMITED -> ImportFormat.DELIMITED;
      case IMPORT_FORMAT_MOVIELENS -> ImportFormat.MOVIELENS;
      case IMPORT_FORMAT_JSON_LINES -> ImportFormat.JSON_LINES;
      case IMPORT_FORMAT_PARQUET -> ImportFormat.PARQUET;
      case IMPORT_FORMAT_UNSPECIFIED, UNRECOGNIZED ->
          throw new InvalidInputException(
              "format",
              value,
              "1, recbole, 2, s3rec, 3, delimited, 4, movielens, 5, json_lines, or 6, parquet");
    };
  }

  private static TimestampUnit unit(ImportHeader header) {
    return switch (header.getTimestampUnit()) {
      case TIMESTAMP_UNIT_UNSPECIFIED, TIMESTAMP_UNIT_SECONDS -> TimestampUnit.SECONDS;
      case TIMESTAMP_UNIT_MILLISECONDS -> TimestampUnit.MILLISECONDS;
      case TIMESTAMP_UNIT_MICROSECONDS -> TimestampUnit.MICROSECONDS;
      case UNRECOGNIZED ->
          throw new InvalidInputException(
              "timestamp_unit",
              header.getTimestampUnitValue(),
              "1, seconds, 2, milliseconds, or 3, microseconds");
    };
  }
}
