package io.emkd.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** ISO 8601 ({@code P365D}, {@code PT30S}) or as settings have it: {@code 30s}, {@code 365d}. */
final class DurationConverter implements ITypeConverter<Duration> {
  private static final Pattern SHORT = Pattern.compile("(\\d{1,15})(ms|s|m|h|d)");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  @Override
  public Duration convert(String text) {
    try {
      Matcher matcher = SHORT.matcher(text);
      return matcher.matches()
          ? UNITS.get(matcher.group(2)).multipliedBy(Long.parseLong(matcher.group(1)))
          : Duration.parse(text);
    } catch (DateTimeParseException | ArithmeticException unreadable) {
      throw new TypeConversionException(
          "'" + text + "' is no duration, as 500ms, 30s, 12h, 365d or P365D");
    }
  }
}
