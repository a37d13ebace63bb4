package io.emkd.domain.files;

import io.emkd.domain.error.Shown;

/** What stands in a file, or is said about it, as messages show it. */
public final class ShownCell {
  /** Characters of a value, or of what would be valid, in a message. */
  private static final int SHOWN = 300;

  private ShownCell() {}

  /** A value in quotes, without controls, not too long. */
  public static String quoted(Object value) {
    String text = String.valueOf(value);
    return "'" + Shown.printable(shortened(text)) + "'";
  }

  /** The text, or of a long one the beginning and its length. */
  public static String shortened(String text) {
    return text.length() <= SHOWN
        ? text
        : text.substring(0, SHOWN / 2) + "... (" + text.length() + " characters)";
  }
}
