package io.emkd.storage.formats;

/**
 * Which columns mean what. An empty name takes the format's own: {@code user_id}, {@code item_id},
 * {@code timestamp}, {@code weight} or else {@code rating}, {@code type}, the first column that
 * ends in {@code title}, and no attributes.
 *
 * @param delimiter of delimited text, one character
 * @param attributeSeparator between the attributes of one cell
 */
public record ColumnNames(
    String user,
    String item,
    String timestamp,
    String weight,
    String type,
    String title,
    String attributes,
    char delimiter,
    String attributeSeparator) {
  public static final ColumnNames DEFAULT = of("", ',', " ");

  /** The formats' own names, with attributes. */
  public static ColumnNames of(String attributes, char delimiter, String attributeSeparator) {
    return new ColumnNames("", "", "", "", "", "", attributes, delimiter, attributeSeparator);
  }

  /** The same, with another column of attributes. */
  ColumnNames withAttributes(String column) {
    return new ColumnNames(
        user, item, timestamp, weight, type, title, column, delimiter, attributeSeparator);
  }

  String userOrDefault() {
    return user.isEmpty() ? "user_id" : user;
  }

  String itemOrDefault() {
    return item.isEmpty() ? "item_id" : item;
  }

  String timestampOrDefault() {
    return timestamp.isEmpty() ? "timestamp" : timestamp;
  }

  String typeOrDefault() {
    return type.isEmpty() ? "type" : type;
  }
}
