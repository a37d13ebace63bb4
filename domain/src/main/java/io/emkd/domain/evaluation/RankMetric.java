package io.emkd.domain.evaluation;

import io.emkd.domain.error.InvalidInputException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the rank of one user's held-out item is worth, before it is averaged over users: {@code
 * HR@K}, {@code NDCG@K} or {@code MRR} ("Scoring and evaluation" of docs/specification.md).
 *
 * @param cutoff K; 0 for MRR
 */
public record RankMetric(Kind kind, int cutoff) {
  /** How a metric is written, as part of a pattern. */
  static final String SYNTAX = "HR@[1-9]\\d{0,5}|NDCG@[1-9]\\d{0,5}|MRR";

  private static final Pattern METRIC = Pattern.compile(SYNTAX);

  /** What is done with a rank. */
  public enum Kind {
    HR,
    NDCG,
    MRR
  }

  /**
   * @throws InvalidInputException if the text names no metric
   */
  public static RankMetric parse(String text) {
    Matcher matcher = METRIC.matcher(text);
    if (!matcher.matches()) {
      throw new InvalidInputException("metric", "'" + text + "'", "HR@K, NDCG@K or MRR");
    }
    int at = text.indexOf('@');
    return at < 0
        ? new RankMetric(Kind.MRR, 0)
        : new RankMetric(
            Kind.valueOf(text.substring(0, at)), Integer.parseInt(text.substring(at + 1)));
  }

  /**
   * @param rank from 1
   * @return from 0 to 1
   */
  public double of(int rank) {
    return switch (kind) {
      case HR -> rank <= cutoff ? 1 : 0;
      case NDCG -> rank <= cutoff ? Math.log(2) / Math.log(rank + 1.0) : 0;
      case MRR -> 1.0 / rank;
    };
  }

  @Override
  public String toString() {
    return kind == Kind.MRR ? "MRR" : kind + "@" + cutoff;
  }
}
