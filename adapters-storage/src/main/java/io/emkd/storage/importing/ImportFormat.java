package io.emkd.storage.importing;

/** The file formats that can be imported. */
public enum ImportFormat {
  /** RecBole atomic files: tab-separated with a typed header; {@code .inter} and {@code .item}. */
  RECBOLE,
  /** {@code user item item ...} lines, and a JSON object of item to list of attributes. */
  S3REC,
  /** Delimited text with a header that names the columns. */
  DELIMITED
}
