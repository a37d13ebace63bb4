package io.emkd.domain.files;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Optional;

/**
 * Times as texts of every format have them: ISO 8601 with or without a zone, without one in UTC.
 */
public final class WrittenTime {
  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendPattern("['T'][' ']HH:mm")
          .optionalStart()
          .appendPattern(":ss")
          .optionalStart()
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .optionalEnd()
          .optionalEnd()
          .appendPattern("[' '][XXX][XX][X][VV]")
          .optionalEnd()
          .toFormatter()
          .withResolverStyle(ResolverStyle.STRICT);

  private WrittenTime() {}

  /** Empty if it is no time, or a number, which only a unit makes a time. */
  public static Optional<Instant> parse(String text) {
    return text.indexOf('-', 1) > 0 ? parsed(text.strip()) : Optional.empty();
  }

  /** Since 1970. */
  public static double seconds(Instant instant) {
    return instant.getEpochSecond() + instant.getNano() / 1e9;
  }

  private static Optional<Instant> parsed(String text) {
    try {
      TemporalAccessor time = ISO.parse(text);
      LocalTime ofDay = time.query(TemporalQueries.localTime());
      ZoneId zone = time.query(TemporalQueries.zone());
      return Optional.of(
          time.query(TemporalQueries.localDate())
              .atTime(ofDay == null ? LocalTime.MIDNIGHT : ofDay)
              .atZone(zone == null ? ZoneOffset.UTC : zone)
              .toInstant());
    } catch (DateTimeException notATime) {
      return Optional.empty();
    }
  }
}
