package io.emkd.grpc.dataset;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.ImportOptions;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Shown;
import io.emkd.domain.files.ColumnNames;
import io.emkd.domain.files.Delimiter;
import io.emkd.domain.files.FileFormat;
import io.emkd.domain.files.FileImport;
import io.emkd.domain.files.FileLayout;
import io.emkd.domain.files.ImportDataset;
import io.emkd.domain.files.ReadOptions;
import io.emkd.domain.files.ReadSummary;
import io.emkd.domain.files.RowCondition;
import io.emkd.domain.files.SkippableLines;
import io.emkd.domain.files.TextEncoding;
import io.emkd.domain.files.TimestampUnit;
import io.emkd.domain.files.WriteOptions;
import io.emkd.v1.ExportDatasetRequest;
import io.emkd.v1.ImportDatasetResponse;
import io.emkd.v1.ImportFormat;
import io.emkd.v1.ImportHeader;

/** The domain's files as messages, and what messages ask of them. */
final class FileMessages {
  private FileMessages() {}

  /**
   * @throws InvalidInputException naming the first field that is wrong
   */
  static FileImport fileImport(ImportHeader header) {
    DatasetDefinition definition =
        new DatasetDefinition(header.getDataset(), header.getMinInteractions());
    SkippableLines skippable = new SkippableLines(header.getSkipBadLines());
    FileFormat format = format(header.getFormat(), header.getFormatValue());
    RowCondition.requireFew(header.getWhereCount());
    ReadOptions reading =
        new ReadOptions(
            format,
            layout(header),
            header.getWhereList().stream().map(RowCondition::parse).toList(),
            skippable);
    return new FileImport(
        definition, reading, new ImportOptions(header.getActivateAll(), header.getKeepLineOrder()));
  }

  private static FileLayout layout(ImportHeader header) {
    return new FileLayout(
        new ColumnNames(
            header.getUserColumn(),
            header.getItemColumn(),
            header.getTimestampColumn(),
            header.getWeightColumn(),
            header.getTypeColumn(),
            header.getTitleColumn(),
            header.getAttributesColumn(),
            attributeSeparator(header.getAttributeSeparator())),
        Delimiter.parse(header.getDelimiter()),
        TextEncoding.named(header.getEncoding()),
        unit(header),
        header.getHeaderList(),
        header.getUnquoted());
  }

  /**
   * @throws InvalidInputException if its format is none
   */
  static WriteOptions writeOptions(ExportDatasetRequest request) {
    return new WriteOptions(
        format(request.getFormat(), request.getFormatValue()),
        attributeSeparator(request.getAttributeSeparator()));
  }

  static ImportDatasetResponse imported(String dataset, ImportDataset.Report report) {
    ReadSummary read = report.read();
    return ImportDatasetResponse.newBuilder()
        .setDataset(dataset)
        .setRaw(DatasetMessages.size(report.raw()))
        .setFiltered(DatasetMessages.size(report.filtered()))
        .setSkippedLines(read.skipped().count())
        .addAllSkipReasons(read.skipped().reasons().stream().map(Shown::message).toList())
        .setLeftOutRows(read.leftOutRows())
        .setRepeatedInteractions(report.repeated())
        .setDescribedItems(read.describedItems())
        .setDescribedItemsNeverOccurring(read.describedNeverOccurring())
        .setOccurringItemsUndescribed(read.occurringUndescribed())
        .setRedescribedItems(read.redescribedItems())
        .build();
  }

  /**
   * @param given empty for a space
   */
  private static String attributeSeparator(String given) {
    return given.isEmpty() ? " " : given;
  }

  /**
   * @param value the number of a format that has no name
   */
  private static FileFormat format(ImportFormat format, int value) {
    return switch (format) {
      case IMPORT_FORMAT_RECBOLE -> FileFormat.RECBOLE;
      case IMPORT_FORMAT_S3REC -> FileFormat.S3REC;
      case IMPORT_FORMAT_DELIMITED -> FileFormat.DELIMITED;
      case IMPORT_FORMAT_MOVIELENS -> FileFormat.MOVIELENS;
      case IMPORT_FORMAT_JSON_LINES -> FileFormat.JSON_LINES;
      case IMPORT_FORMAT_PARQUET -> FileFormat.PARQUET;
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
