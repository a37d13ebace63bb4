package io.emkd.storage.formats;

import io.emkd.domain.error.InvalidInputException;

/** What separates the cells of a line. */
public final class Delimiter {
  private Delimiter() {}

  /**
   * @param text one character; {@code \t} or {@code tab} for a tab; empty for a comma
   * @throws InvalidInputException if it cannot be one
   */
  public static char parse(String text) {
    if (text.isEmpty()) {
      return ',';
    }
    if (text.equals("\\t") || text.equalsIgnoreCase("tab")) {
      return '\t';
    }
    char first = text.charAt(0);
    boolean possible =
        text.length() == 1
            && !Character.isSurrogate(first)
            && first != '"'
            && (first == '\t' || !isLineBreakOrNul(first));
    if (!possible) {
      throw new InvalidInputException(
          "delimiter",
          LineCounter.quoted(text),
          "one character, such as a comma, a semicolon or \\t for a tab, and no quote, line break or NUL");
    }
    return first;
  }

  /** A byte order mark would be taken off, and the other line breaks are what some programs see. */
  private static boolean isLineBreakOrNul(char c) {
    return c == 0 || c == '\uFEFF' || "\n\r\u000B\f\u0085\u2028\u2029".indexOf(c) >= 0;
  }
}
