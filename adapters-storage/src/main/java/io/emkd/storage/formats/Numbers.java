package io.emkd.storage.formats;

import io.emkd.domain.files.WrittenNumber;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Numbers as the cells of tables have them, of every format. */
final class Numbers {
  private static final int LONGEST = 100;
  private static final Set<String> MISSING =
      Set.of("", "nan", "null", "none", "nat", "na", "n/a", "<na>", "\\n");

  private Numbers() {}

  /** Whether a number or a time is left out, in one of the ways that programs write that. */
  static boolean isMissing(Object cell) {
    return (cell instanceof Double d && d.isNaN())
        || (cell instanceof Float f && f.isNaN())
        || (cell instanceof String s
            && (s.isEmpty()
                || (!isDigit(s.charAt(0))
                    && s.length() <= LONGEST
                    && MISSING.contains(s.strip().toLowerCase(Locale.ROOT)))));
  }

  /** Empty if it is no number; infinite if it says so. */
  static Optional<Double> parse(Object cell) {
    return cell instanceof Number number
        ? Optional.of(number.doubleValue())
        : cell instanceof String text ? WrittenNumber.parse(text) : Optional.empty();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
