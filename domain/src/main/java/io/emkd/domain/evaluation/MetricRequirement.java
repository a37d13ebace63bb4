package io.emkd.domain.evaluation;

import io.emkd.domain.error.InvalidInputException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A threshold that a model must reach, e.g. {@code NDCG@10>=0.05}.
 *
 * @param metric {@code HR@K}, {@code NDCG@K} or {@code MRR}
 * @param comparison {@code >=} or {@code >}
 * @param threshold in [0, 1]
 */
public record MetricRequirement(String metric, String comparison, double threshold) {
  private static final Pattern SYNTAX =
      Pattern.compile(
          "\\s*(" + RankMetric.SYNTAX + ")\\s*(>=|>)\\s*(0?\\.\\d+|[01](?:\\.\\d*)?)\\s*");

  /**
   * @throws InvalidInputException if the text is not a metric, {@code >=} or {@code >}, and a
   *     number
   */
  public static MetricRequirement parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches() || Double.parseDouble(matcher.group(3)) > 1) {
      throw new InvalidInputException(
          "requirements",
          "'" + text + "'",
          "HR@K, NDCG@K or MRR, then >= or >, then a number from 0 to 1, such as NDCG@10>=0.05");
    }
    return new MetricRequirement(
        matcher.group(1), matcher.group(2), Double.parseDouble(matcher.group(3)));
  }

  /** The K of the metric, or 0 for MRR. */
  public int cutoff() {
    int at = metric.indexOf('@');
    return at < 0 ? 0 : Integer.parseInt(metric.substring(at + 1));
  }

  public boolean holds(double value) {
    return comparison.equals(">=") ? value >= threshold : value > threshold;
  }

  @Override
  public String toString() {
    return metric + comparison + threshold;
  }
}
