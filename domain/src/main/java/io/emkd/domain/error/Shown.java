package io.emkd.domain.error;

/** A caller's text as messages show it: cut, and without what would break a line of the log. */
public final class Shown {
  /** Characters of a value. */
  private static final int VALUE = 80;

  /** Characters of a whole message. */
  private static final int MESSAGE = 1000;

  private Shown() {}

  /** The text in quotes; of a long one the beginning and its length. */
  public static String quoted(String text) {
    return text.length() <= VALUE
        ? "'" + printable(text) + "'"
        : "'" + printable(beginning(text, VALUE)) + "...' (" + text.length() + " characters)";
  }

  /** A name without quotes; of a long one the beginning. */
  public static String name(String text) {
    return text.length() <= VALUE ? printable(text) : printable(beginning(text, VALUE)) + "...";
  }

  /** A message that may hold a caller's text. */
  public static String message(String text) {
    return cut(text, MESSAGE);
  }

  /** The first {@code length} characters of a text, and dots where there were more. */
  static String cut(String text, int length) {
    return text.length() <= length ? printable(text) : printable(beginning(text, length)) + "...";
  }

  /** Never half of a character. */
  private static String beginning(String text, int length) {
    return text.substring(
        0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
  }

  /** Without controls and halves of characters, which break a line or are none. */
  public static String printable(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i)) || Character.isSurrogate(text.charAt(i))) {
        return text.codePoints()
            .map(Shown::printable)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
      }
    }
    return text;
  }

  /** Halves of surrogate pairs are no characters either. */
  private static int printable(int codePoint) {
    return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE
        ? '\uFFFD'
        : codePoint;
  }
}
