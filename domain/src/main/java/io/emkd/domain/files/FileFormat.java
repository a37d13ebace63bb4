package io.emkd.domain.files;

/** The file formats that can be imported and exported. */
public enum FileFormat {
  /**
   * RecBole atomic files: tab-separated with a typed header, quoted as pandas does; {@code .inter}
   * and {@code .item}.
   */
  RECBOLE,
  /**
   * {@code user item item ...} or {@code user item} lines, and a JSON object of item to list of
   * attributes.
   */
  S3REC,
  /** Delimited text with a header that names the columns, or none. */
  DELIMITED,
  /**
   * {@code ratings.dat} and {@code movies.dat}, {@code ratings.csv} and {@code movies.csv}, or
   * {@code u.data} and {@code u.item}.
   */
  MOVIELENS,
  /** An object a line: an interaction where it has the key of a user, else an item. */
  JSON_LINES,
  /** Tables of interactions, or, without a user column, of items. */
  PARQUET
}
