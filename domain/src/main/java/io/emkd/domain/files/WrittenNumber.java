package io.emkd.domain.files;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Numbers as texts of every format have them. */
public final class WrittenNumber {
  private static final int LONGEST = 100;
  private static final Set<String> INFINITE =
      Set.of("inf", "+inf", "-inf", "infinity", "+infinity", "-infinity");

  private WrittenNumber() {}

  /** Empty if it is no number; infinite if it says so. */
  public static Optional<Double> parse(String raw) {
    if (raw.length() > LONGEST) {
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
