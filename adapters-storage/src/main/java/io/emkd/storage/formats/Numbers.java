package io.emkd.storage.formats;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Numbers as tables have them, of every format. */
final class Numbers {
  private static final int LONGEST = 100;
  private static final Set<String> MISSING =
      Set.of("", "nan", "null", "none", "nat", "na", "n/a", "<na>", "\\n");
  private static final Set<String> INFINITE =
      Set.of("inf", "+inf", "-inf", "infinity", "+infinity", "-infinity");

  private Numbers() {}

  /** Whether a number or a time is left out, in one of the ways that programs write that. */
  static boolean isMissing(Object cell) {
    return cell == null
        || (cell instanceof Double d && d.isNaN())
        || (cell instanceof Float f && f.isNaN())
        || (cell instanceof String s
            && (s.isEmpty()
                || (!isDigit(s.charAt(0))
                    && s.length() <= LONGEST
                    && MISSING.contains(s.strip().toLowerCase(Locale.ROOT)))));
  }

  /** Empty if it is no number; infinite if it says so. */
  static Optional<Double> parse(Object cell) {
    if (cell instanceof Number number) {
      return Optional.of(number.doubleValue());
    }
    if (!(cell instanceof String raw) || raw.length() > LONGEST) {
      return Optional.empty();
    }
    String text = raw.strip();
    if (INFINITE.contains(text.toLowerCase(Locale.ROOT))) {
      return Optional.of(
          text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
    }
    for (int i = 0; i < text.length(); i++) {
      if (!isDigit(text.charAt(i)) && "+-.eE".indexOf(text.charAt(i)) < 0) {
        return Optional.empty();
      }
    }
    try {
      return Optional.of(Double.parseDouble(text));
    } catch (NumberFormatException notANumber) {
      return Optional.empty();
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
