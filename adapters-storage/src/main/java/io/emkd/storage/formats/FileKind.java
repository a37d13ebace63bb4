package io.emkd.storage.formats;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** What a file is by its first bytes, whatever its name says. */
enum FileKind {
  GZIP("a gzip file", "1f8b08"),
  ZSTD("a zstd file", "28b52ffd"),
  ZIP("a ZIP archive (as .xlsx and .npz are)", "504b0304"),
  EMPTY_ZIP("a ZIP archive", "504b0506"),
  XZ("an xz file", "fd377a585a00"),
  BZIP2("a bzip2 file", "425a68??314159265359"),
  SEVEN_ZIP("a 7z archive", "377abcaf271c"),
  RAR("a RAR archive", "526172211a07"),
  LZ4("an lz4 file", "04224d18"),
  COMPRESS("a file of compress (.Z)", "1f9d"),
  SNAPPY("a snappy file", "ff060000734e61507059"),
  TAR("a tar archive", 257, "7573746172"),
  EXCEL("an Excel workbook (.xls)", "d0cf11e0a1b11ae1"),
  PARQUET("a Parquet file", "50415231"),
  ARROW("an Arrow or Feather file", "4152524f57310000"),
  AVRO("an Avro file", "4f626a01"),
  HDF5("an HDF5 file", "894844460d0a1a0a"),
  NUMPY("a NumPy file", "934e554d5059"),
  SQLITE("a SQLite database", "53514c69746520666f726d6174203300"),
  PDF("a PDF", "255044462d"),
  /** Text, or what nobody knows. */
  OTHER("of no known kind", "");

  /** How many bytes {@link #of} looks at. */
  static final int LOOKED_AT = 512;

  private final String description;
  private final int offset;
  private final String magic;

  FileKind(String description, String magic) {
    this(description, 0, magic);
  }

  /**
   * @param magic hexadecimal digits; {@code ??} is any byte
   */
  FileKind(String description, int offset, String magic) {
    this.description = description;
    this.offset = offset;
    this.magic = magic;
  }

  /** A phrase that completes "is ...". */
  String description() {
    return description;
  }

  /** Whether what counts is inside of it. */
  boolean isPacked() {
    return this == GZIP || this == ZSTD;
  }

  /**
   * @param beginning of the file, {@link #LOOKED_AT} bytes where it has so many
   */
  static FileKind of(byte[] beginning) {
    for (FileKind kind : values()) {
      if (kind.begins(beginning) && !(kind == PARQUET && isText(beginning))) {
        return kind;
      }
    }
    return OTHER;
  }

  private boolean begins(byte[] beginning) {
    if (beginning.length < offset + magic.length() / 2) {
      return false;
    }
    for (int i = 0; i < magic.length(); i += 2) {
      boolean any = magic.startsWith("??", i);
      if (!any && beginning[offset + i / 2] != (byte) HexFormat.fromHexDigits(magic, i, i + 2)) {
        return false;
      }
    }
    return true;
  }

  /** An id may begin with a Parquet file's letters. */
  private static boolean isText(byte[] beginning) {
    return new String(beginning, StandardCharsets.ISO_8859_1)
        .chars()
        .allMatch(c -> c >= ' ' || Character.isWhitespace(c));
  }
}
