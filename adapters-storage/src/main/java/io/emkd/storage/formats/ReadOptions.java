package io.emkd.storage.formats;

import io.emkd.domain.error.InvalidInputException;
import java.nio.charset.Charset;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * How files are read.
 *
 * @param encoding of text that does not begin with a byte order mark; UTF-8 where there is none
 * @param timestampUnit of times that are numbers
 * @param header the columns of delimited text that has no header of its own; empty where it has
 * @param unquoted whether quotes are characters like others in delimited text and RecBole's
 * @param where what has to hold of a row of interactions, all of it
 * @param badLines how many may be skipped, at least 0
 * @param clock tells which times are in the future
 */
public record ReadOptions(
    ColumnNames columns,
    Optional<Charset> encoding,
    TimestampUnit timestampUnit,
    List<String> header,
    boolean unquoted,
    List<RowCondition> where,
    int badLines,
    Clock clock) {
  public ReadOptions {
    header = List.copyOf(header);
    where = List.copyOf(where);
  }

  /** Nothing but columns and bad lines. */
  public static ReadOptions of(ColumnNames columns, int badLines) {
    return new ReadOptions(
        columns,
        Optional.empty(),
        TimestampUnit.SECONDS,
        List.of(),
        false,
        List.of(),
        badLines,
        Clock.systemUTC());
  }

  /**
   * @throws InvalidInputException if an option means nothing to this format
   */
  void requireFor(ImportFormat format) {
    if (!header.isEmpty() && format != ImportFormat.DELIMITED) {
      throw new InvalidInputException(
          "header",
          LineCounter.quoted(String.join(",", header)),
          "left out: only the format delimited takes one");
    }
    if (!where.isEmpty() && format == ImportFormat.S3REC) {
      throw new InvalidInputException(
          "where", LineCounter.quoted(where.get(0)), "left out: the format s3rec has no columns");
    }
  }
}
