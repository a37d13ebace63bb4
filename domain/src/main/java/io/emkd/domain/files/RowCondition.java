package io.emkd.domain.files;

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
 *
 * @param text as it was written
 * @param requirement what has to hold of the value
 */
public record RowCondition(String text, String column, Requirement requirement) {
  /** How many an import may have. */
  public static final int MOST = 100;

  private static final Pattern LIST =
      Pattern.compile("(\\S+)\\s+(not\\s+in|in)\\s+(.+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern COMPARISON = Pattern.compile("([^<>=!]+)(>=|<=|!=|==|=|<|>)(.+)");
  private static final int LONGEST = 10_000;
  private static final String VALID =
      "a column, one of =, !=, <, <=, > and >=, and a value, as rating>=4;"
          + " or a column, in or not in, and values between commas, as type in view,purchase";

  /** What has to hold of a value. */
  public sealed interface Requirement {}

  /**
   * The value is one of some, or it is none of them.
   *
   * @param wanted whether it has to be one
   * @param texts the values
   * @param numbers those of them that are numbers
   */
  public record Membership(boolean wanted, Set<String> texts, Set<Double> numbers)
      implements Requirement {
    static Membership of(boolean wanted, List<String> values) {
      return new Membership(
          wanted,
          Set.copyOf(values),
          values.stream()
              .flatMap(value -> WrittenNumber.parse(value).stream())
              .collect(Collectors.toUnmodifiableSet()));
    }

    /**
     * @param value empty where there is none
     */
    public boolean holds(String value) {
      return contains(value) == wanted;
    }

    /** 4 and 4.0 are one number, two ids that a double does not tell apart are two. */
    private boolean contains(String value) {
      if (texts.contains(value)) {
        return true;
      }
      Optional<Double> number = numbers.isEmpty() ? Optional.empty() : WrittenNumber.parse(value);
      return number.isPresent()
          && Math.abs(number.get()) < 1L << 53
          && numbers.contains(number.get());
    }
  }

  /**
   * The value is on one side of a limit.
   *
   * @param operator one of {@code <}, {@code <=}, {@code >} and {@code >=}
   * @param ofTimes whether value and limit are times, in seconds since 1970, not numbers
   */
  public record Bound(String operator, double limit, boolean ofTimes) implements Requirement {
    /**
     * @param value not a number where there is none
     */
    public boolean holds(double value) {
      return switch (operator) {
        case "<" -> value < limit;
        case "<=" -> value <= limit;
        case ">" -> value > limit;
        default -> value >= limit;
      };
    }
  }

  /**
   * @param count of the conditions of one import
   * @throws InvalidInputException if they are more than may be
   */
  public static void requireFew(int count) {
    if (count > MOST) {
      throw new InvalidInputException("where", count + " conditions", "at most " + MOST);
    }
  }

  /**
   * @throws InvalidInputException if it is none
   */
  public static RowCondition parse(String text) {
    String line = text.strip();
    if (line.length() > LONGEST) {
      throw new InvalidInputException(
          "where", ShownCell.quoted(text), "at most " + LONGEST + " characters");
    }
    return list(line)
        .or(() -> comparison(line))
        .orElseThrow(() -> new InvalidInputException("where", ShownCell.quoted(text), VALID));
  }

  private static Optional<RowCondition> list(String line) {
    Matcher list = LIST.matcher(line);
    if (!list.matches()) {
      return Optional.empty();
    }
    List<String> values =
        Arrays.stream(list.group(3).split(","))
            .map(String::strip)
            .filter(value -> !value.isEmpty())
            .toList();
    boolean in = list.group(2).toLowerCase(Locale.ROOT).equals("in");
    return values.isEmpty()
        ? Optional.empty()
        : Optional.of(new RowCondition(line, list.group(1), Membership.of(in, values)));
  }

  private static Optional<RowCondition> comparison(String line) {
    Matcher comparison = COMPARISON.matcher(line);
    if (!comparison.matches() || comparison.group(3).isBlank() || comparison.group(1).isBlank()) {
      return Optional.empty();
    }
    return requirement(comparison.group(2), comparison.group(3).strip())
        .map(requirement -> new RowCondition(line, comparison.group(1).strip(), requirement));
  }

  private static Optional<Requirement> requirement(String operator, String value) {
    if (operator.equals("=") || operator.equals("==") || operator.equals("!=")) {
      return Optional.of(Membership.of(!operator.equals("!="), List.of(value)));
    }
    Optional<Instant> time = WrittenTime.parse(value);
    return time.isPresent()
        ? Optional.of(new Bound(operator, WrittenTime.seconds(time.get()), true))
        : WrittenNumber.parse(value).map(number -> new Bound(operator, number, false));
  }

  @Override
  public String toString() {
    return text;
  }
}
