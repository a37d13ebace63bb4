package io.emkd.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** ISO 8601 ({@code P365D}, {@code PT30S}) or as settings have it: {@code 30s}, {@code 365d}. */
final class DurationConverter implements ITypeConverter<Duration> {
  private static final Pattern SHORT = Pattern.compile("(\\d{1,15})(ms|s|m|h|d)");

  @Override
  public Duration convert(String text) {
    try {
      Matcher matcher = SHORT.matcher(text);
      return matcher.matches()
          ? Duration.of(Long.parseLong(matcher.group(1)), unit(matcher.group(2)))
          : Duration.parse(text);
    } catch (DateTimeParseException | ArithmeticException unreadable) {
      throw new TypeConversionException(
          "'" + text + "' is no duration, as 500ms, 30s, 12h, 365d or P365D");
    }
  }

  private static ChronoUnit unit(String letters) {
    return switch (letters) {
      case "ms" -> ChronoUnit.MILLIS;
      case "s" -> ChronoUnit.SECONDS;
      case "m" -> ChronoUnit.MINUTES;
      case "h" -> ChronoUnit.HOURS;
      case "d" -> ChronoUnit.DAYS;
      default -> throw new IllegalArgumentException(letters);
    };
  }
}
