package io.emkd.domain.data;

import io.emkd.domain.error.Violations;

/** What an id of the caller may look like. */
public final class Identifiers {
  public static final int MAXIMUM_LENGTH = 256;

  private Identifiers() {}

  /** Records a violation unless {@code id} has 1 to 256 characters, none of them a control. */
  public static void check(Violations violations, String field, String id) {
    violations.require(
        !id.isEmpty()
            && id.length() <= MAXIMUM_LENGTH
            && id.chars().noneMatch(Character::isISOControl),
        field,
        id.length() > 80
            ? "'" + printable(id.substring(0, 80)) + "...' (" + id.length() + " characters)"
            : "'" + printable(id) + "'",
        "1 to " + MAXIMUM_LENGTH + " characters without control characters");
  }

  private static String printable(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) ? '\uFFFD' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
