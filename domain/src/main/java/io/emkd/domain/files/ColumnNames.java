package io.emkd.domain.files;

/**
 * Which columns mean what. An empty name takes the format's own: {@code user_id}, {@code item_id},
 * {@code timestamp}, {@code weight} or else {@code rating}, {@code type}, the first column that
 * ends in {@code title}, and no attributes.
 *
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
    String attributeSeparator) {
  public static final ColumnNames DEFAULT = of("", " ");

  /** The formats' own names, with attributes. */
  public static ColumnNames of(String attributes, String attributeSeparator) {
    return new ColumnNames("", "", "", "", "", "", attributes, attributeSeparator);
  }

  /** The same, with another column of attributes. */
  public ColumnNames withAttributes(String column) {
    return new ColumnNames(user, item, timestamp, weight, type, title, column, attributeSeparator);
  }

  public String userOrDefault() {
    return user.isEmpty() ? "user_id" : user;
  }

  public String itemOrDefault() {
    return item.isEmpty() ? "item_id" : item;
  }

  public String timestampOrDefault() {
    return timestamp.isEmpty() ? "timestamp" : timestamp;
  }

  public String typeOrDefault() {
    return type.isEmpty() ? "type" : type;
  }
}
