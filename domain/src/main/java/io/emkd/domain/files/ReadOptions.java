package io.emkd.domain.files;

import io.emkd.domain.error.InvalidInputException;
import java.util.List;

/**
 * How files are read.
 *
 * @param where what has to hold of a row of interactions, all of it
 * @param skippable how many bad lines may be skipped
 */
public record ReadOptions(
    FileFormat format, FileLayout layout, List<RowCondition> where, SkippableLines skippable) {
  /**
   * @throws InvalidInputException if an option means nothing to this format
   */
  public ReadOptions {
    where = List.copyOf(where);
    RowCondition.requireFew(where.size());
    if (!layout.header().isEmpty() && format != FileFormat.DELIMITED) {
      throw new InvalidInputException(
          "header",
          ShownCell.quoted(String.join(",", layout.header())),
          "left out: only the format delimited takes one");
    }
    if (!where.isEmpty() && format == FileFormat.S3REC) {
      throw new InvalidInputException(
          "where", ShownCell.quoted(where.get(0)), "left out: the format s3rec has no columns");
    }
  }

  /** Nothing but columns. */
  public static ReadOptions of(FileFormat format, ColumnNames columns) {
    return new ReadOptions(format, FileLayout.of(columns), List.of(), SkippableLines.NONE);
  }
}
