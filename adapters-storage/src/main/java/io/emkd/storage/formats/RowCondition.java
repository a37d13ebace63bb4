package io.emkd.storage.formats;

import io.emkd.domain.error.InvalidInputException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What has to hold of a row's value in a column, such as {@code rating>=4} or {@code event_type in
 * view,purchase}. Numbers and times are compared as such. A value that is not there only differs.
 */
public final class RowCondition {
  private static final Pattern LIST =
      Pattern.compile("(\\S+)\\s+(not\\s+in|in)\\s+(.+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern COMPARISON = Pattern.compile("([^<>=!]+)(>=|<=|!=|==|=|<|>)(.+)");
  private static final int LONGEST = 10_000;
  private static final String VALID =
      "a column, one of =, !=, <, <=, > and >=, and a value, as rating>=4;"
          + " or a column, in or not in, and values between commas, as type in view,purchase";

  private final String text;
  private final String column;
  private final String operator;
  private final List<String> values;
  private final Set<String> texts;
  private final Set<Double> numbers;

  private RowCondition(String text, String column, String operator, List<String> values) {
    this.text = text;
    this.column = column;
    this.operator = operator;
    this.values = values;
    this.texts = Set.copyOf(values);
    this.numbers =
        values.stream().flatMap(v -> Numbers.parse(v).stream()).collect(Collectors.toSet());
  }

  /**
   * @throws InvalidInputException if it is none
   */
  public static RowCondition parse(String text) {
    String line = text.strip();
    if (line.length() > LONGEST) {
      throw new InvalidInputException(
          "where", LineCounter.quoted(text), "at most " + LONGEST + " characters");
    }
    Matcher list = LIST.matcher(line);
    if (list.matches()) {
      List<String> values =
          Arrays.stream(list.group(3).split(","))
              .map(String::strip)
              .filter(v -> !v.isEmpty())
              .toList();
      if (!values.isEmpty()) {
        boolean in = list.group(2).toLowerCase(Locale.ROOT).equals("in");
        return new RowCondition(line, list.group(1), in ? "=" : "!=", values);
      }
    }
    Matcher comparison = COMPARISON.matcher(line);
    if (comparison.matches() && !comparison.group(3).isBlank() && !comparison.group(1).isBlank()) {
      String operator = comparison.group(2).equals("==") ? "=" : comparison.group(2);
      String value = comparison.group(3).strip();
      boolean ordered = !operator.equals("=") && !operator.equals("!=");
      if (!ordered || Numbers.parse(value).isPresent() || Times.instant(value).isPresent()) {
        return new RowCondition(line, comparison.group(1).strip(), operator, List.of(value));
      }
    }
    throw new InvalidInputException("where", LineCounter.quoted(text), VALID);
  }

  String column() {
    return column;
  }

  /**
   * @throws InvalidInputException if the value cannot be compared with the condition's
   */
  boolean holds(Object cell, Cells cells, Reading reading) {
    boolean differs = operator.equals("!=");
    if (differs || operator.equals("=")) {
      String value = cells.text(cell, column);
      return isOneOf(value) != differs;
    }
    Optional<Instant> limit = Times.instant(values.get(0));
    double value =
        limit.isPresent()
            ? reading.times().seconds(cell, column, reading.lines())
            : cells.number(cell, column);
    double other =
        limit.isPresent() ? Times.seconds(limit.get()) : Numbers.parse(values.get(0)).orElseThrow();
    return switch (operator) {
      case "<" -> value < other;
      case "<=" -> value <= other;
      case ">" -> value > other;
      default -> value >= other;
    };
  }

  /** 4 and 4.0 are one number, two ids that a double does not tell apart are two. */
  private boolean isOneOf(String value) {
    if (texts.contains(value)) {
      return true;
    }
    Optional<Double> number = numbers.isEmpty() ? Optional.empty() : Numbers.parse(value);
    return number.isPresent()
        && Math.abs(number.get()) < 1L << 53
        && numbers.contains(number.get());
  }

  @Override
  public String toString() {
    return text;
  }
}
