package io.emkd.domain.files;

import io.emkd.domain.error.InvalidInputException;

/** What separates the cells of a line: any character but a quote, a line break or NUL. */
public record Delimiter(char character) {
  public static final Delimiter COMMA = new Delimiter(',');
  private static final Delimiter TAB = new Delimiter('\t');

  public Delimiter {
    if (Character.isSurrogate(character) || character == '"' || isLineBreakOrNul(character)) {
      throw refused(String.valueOf(character));
    }
  }

  /**
   * @param text one character; {@code \t} or {@code tab} for a tab; empty for a comma
   * @throws InvalidInputException if it cannot be one
   */
  public static Delimiter parse(String text) {
    if (text.isEmpty()) {
      return COMMA;
    }
    if (text.equals("\\t") || text.equalsIgnoreCase("tab")) {
      return TAB;
    }
    if (text.length() != 1) {
      throw refused(text);
    }
    return new Delimiter(text.charAt(0));
  }

  private static InvalidInputException refused(String text) {
    return new InvalidInputException(
        "delimiter",
        ShownCell.quoted(text),
        "one character, such as a comma, a semicolon or \\t for a tab, and no quote, line break or NUL");
  }

  /** A byte order mark would be taken off, and the other line breaks are what some programs see. */
  private static boolean isLineBreakOrNul(char c) {
    return c == 0 || c == '\uFEFF' || "\n\r\u000B\f\u0085\u2028\u2029".indexOf(c) >= 0;
  }
}
