package io.emkd.experiments.search;

import com.google.common.base.Splitter;
import com.google.common.primitives.Doubles;
import io.emkd.cli.CliException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A setting that a search varies: {@code KEY=A|B|C} is one of these, {@code KEY=LOW..HIGH} a number
 * between them, evenly drawn, and {@code KEY=LOW..HIGH:log} evenly by its logarithm. Whole bounds
 * give whole numbers.
 */
sealed interface Dimension {
  /** What is varied, of {@code TrainingOptions}. */
  String key();

  /** A value as {@code --set} takes it. */
  String draw(RandomGenerator random);

  /** Whether all values are numbers. */
  boolean isOfNumbers();

  /** Whether values lie evenly by their logarithm. */
  boolean isLogarithmic();

  record Choice(String key, List<String> values) implements Dimension {
    @Override
    public String draw(RandomGenerator random) {
      return values.get(random.nextInt(values.size()));
    }

    @Override
    public boolean isOfNumbers() {
      return values.stream().allMatch(value -> Doubles.tryParse(value) != null);
    }

    @Override
    public boolean isLogarithmic() {
      return false;
    }
  }

  record Range(String key, BigDecimal lowest, BigDecimal highest, boolean logarithmic)
      implements Dimension {
    /** As many as tell values apart, and no more than can be read. */
    private static final MathContext DIGITS = new MathContext(3);

    @Override
    public String draw(RandomGenerator random) {
      double low = lowest.doubleValue();
      double high = highest.doubleValue();
      if (isWhole()) {
        // From half below to half above, so that the bounds are as likely as what is between.
        long drawn = Math.round(between(random, low - 0.5, high + 0.5));
        return String.valueOf(Math.min(Math.max(drawn, lowest.longValue()), highest.longValue()));
      }
      BigDecimal drawn = BigDecimal.valueOf(between(random, low, high)).round(DIGITS);
      return drawn.max(lowest).min(highest).toPlainString();
    }

    @Override
    public boolean isOfNumbers() {
      return true;
    }

    @Override
    public boolean isLogarithmic() {
      return logarithmic;
    }

    private double between(RandomGenerator random, double low, double high) {
      double at = random.nextDouble();
      return logarithmic ? low * Math.pow(high / low, at) : low + at * (high - low);
    }

    private boolean isWhole() {
      return lowest.scale() <= 0 && highest.scale() <= 0;
    }
  }

  Pattern RANGE = Pattern.compile("(.+?)\\.\\.(.+?)(:log)?");

  /**
   * @throws CliException if it is written otherwise
   */
  static Dimension parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw wrong(text);
    }
    String key = text.substring(0, equals);
    String values = text.substring(equals + 1);
    Matcher range = RANGE.matcher(values);
    if (range.matches()) {
      return range(text, key, range);
    }
    List<String> choices = Splitter.on('|').splitToList(values);
    if (choices.contains("") || choices.stream().distinct().count() < Math.max(2, choices.size())) {
      throw wrong(text);
    }
    return new Choice(key, choices);
  }

  private static Range range(String text, String key, Matcher range) {
    BigDecimal lowest;
    BigDecimal highest;
    try {
      lowest = new BigDecimal(range.group(1));
      highest = new BigDecimal(range.group(2));
    } catch (NumberFormatException notANumber) {
      throw wrong(text);
    }
    boolean logarithmic = range.group(3) != null;
    if (lowest.compareTo(highest) >= 0 || (logarithmic && lowest.signum() <= 0)) {
      throw new CliException(
          "--space is '"
              + text
              + "' but its lower bound must be less than its upper one"
              + (logarithmic ? " and greater than 0" : ""));
    }
    return new Range(key, lowest, highest, logarithmic);
  }

  private static CliException wrong(String text) {
    return new CliException(
        "--space is '"
            + text
            + "' but must be 'KEY=A|B|C' of two values or more that differ, or 'KEY=LOW..HIGH' or"
            + " 'KEY=LOW..HIGH:log' of numbers");
  }
}
