package io.emkd.storage.formats;

import io.emkd.domain.files.ShownCell;
import io.emkd.domain.files.TimestampUnit;
import io.emkd.domain.files.WrittenTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the times of one import, of every format: numbers in a unit, or ISO 8601 with or without a
 * zone, without one in UTC. All interactions have one, or none has. Not thread-safe.
 */
final class Times {
  /** How much a sender's clock may be ahead, as of appended events. */
  private static final Duration AHEAD = Duration.ofDays(1);

  /** A time in 1973: a number that is below it in some unit is no time of that unit. */
  private static final double EARLIEST_PLAUSIBLE = 1e8;

  /** A dated time before the year 1 is a program's "never" or "always". */
  private static final double FIRST_YEAR = -62_135_596_800.0;

  private final TimestampUnit unit;
  private final double latest;
  private @Nullable Boolean given;

  Times(TimestampUnit unit, Clock clock) {
    this.unit = unit;
    this.latest = clock.instant().plus(AHEAD).getEpochSecond();
  }

  /**
   * @return seconds since 1970; not a number where there is none
   * @throws io.emkd.domain.error.InvalidInputException if it is no time, or more than a day ahead
   */
  double seconds(@Nullable Object cell, String column, LineCounter lines) {
    if (cell == null || Numbers.isMissing(cell)) {
      return Double.NaN;
    }
    Optional<Instant> instant = instant(cell);
    double number =
        instant.isPresent() ? WrittenTime.seconds(instant.get()) : number(cell, column, lines);
    double seconds = instant.isPresent() ? number : unit.seconds(number);
    if (instant.isPresent() && seconds < FIRST_YEAR) {
      throw lines.bad(column + " " + ShownCell.quoted(cell), "a time after the year 0");
    }
    if (seconds > latest) {
      throw lines.bad(
          column + " " + ShownCell.quoted(cell),
          "at most a day from now" + otherUnit(number, instant.isPresent()));
    }
    return seconds;
  }

  /** Whether this text is a time, but no number. */
  private static Optional<Instant> instant(Object cell) {
    if (cell instanceof OffsetDateTime zoned) {
      return Optional.of(zoned.toInstant());
    }
    if (cell instanceof LocalDateTime local) {
      return Optional.of(local.toInstant(ZoneOffset.UTC));
    }
    if (cell instanceof LocalDate day) {
      return Optional.of(day.atStartOfDay().toInstant(ZoneOffset.UTC));
    }
    return cell instanceof String text ? WrittenTime.parse(text) : Optional.empty();
  }

  /**
   * The first interaction of the import decides whether there are times.
   *
   * @param missing whether this one has none
   */
  void allOrNone(boolean missing, String column, LineCounter lines) {
    if (given == null) {
      given = !missing;
    } else if (given == missing) {
      throw lines.bad(
          missing ? "without " + column : "with " + column,
          missing
              ? "with one, as the interactions before: all have a time, or none has"
              : "without one, as the interactions before: all have a time, or none has");
    }
  }

  private static double number(Object cell, String column, LineCounter lines) {
    return Numbers.parse(cell)
        .orElseThrow(
            () ->
                lines.bad(
                    column + " " + ShownCell.quoted(cell),
                    "a number, or a time like 2026-11-24T10:00:00Z"));
  }

  private String otherUnit(double number, boolean isInstant) {
    if (!isInstant) {
      for (TimestampUnit other : TimestampUnit.values()) {
        double seconds = other.seconds(number);
        if (seconds >= EARLIEST_PLAUSIBLE && seconds <= latest) {
          String name = other.name().toLowerCase(Locale.ROOT);
          return "; in "
              + name
              + " it is "
              + Instant.ofEpochSecond((long) seconds)
              + ": say timestamp_unit "
              + name;
        }
      }
    }
    return "";
  }
}
