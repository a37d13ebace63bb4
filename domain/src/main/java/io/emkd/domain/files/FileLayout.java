package io.emkd.domain.files;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;

/**
 * How the content of files stands in them.
 *
 * @param columns which columns mean what
 * @param delimiter between the cells of delimited text
 * @param encoding of text that does not begin with a byte order mark; UTF-8 where there is none
 * @param timestampUnit of times that are numbers
 * @param header the columns of delimited text that has no header of its own; empty where it has
 * @param unquoted whether quotes are characters like others in delimited text and RecBole's
 */
public record FileLayout(
    ColumnNames columns,
    Delimiter delimiter,
    Optional<Charset> encoding,
    TimestampUnit timestampUnit,
    List<String> header,
    boolean unquoted) {
  public FileLayout {
    header = List.copyOf(header);
  }

  /** UTF-8 with commas, a header, quotes and times in seconds, of these columns. */
  public static FileLayout of(ColumnNames columns) {
    return new FileLayout(
        columns, Delimiter.COMMA, Optional.empty(), TimestampUnit.SECONDS, List.of(), false);
  }
}
