package io.emkd.storage.importing;

/** The file formats that can be imported and exported. */
public enum ImportFormat {
  /** RecBole atomic files: tab-separated with a typed header; {@code .inter} and {@code .item}. */
  RECBOLE,
  /** {@code user item item ...} lines, and a JSON object of item to list of attributes. */
  S3REC,
  /** Delimited text with a header that names the columns. */
  DELIMITED,
  /** {@code ratings.dat} and {@code movies.dat}, or {@code ratings.csv} and {@code movies.csv}. */
  MOVIELENS,
  /** An object a line: an interaction where it has a user, else an item. */
  JSON_LINES,
  /** Tables of interactions, or, without a user column, of items. */
  PARQUET
}
