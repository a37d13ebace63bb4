package io.emkd.domain.evaluation;

import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.domain.registry.ModelManifest;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * How a model stands beside another version, on the users whose held-out item both know.
 *
 * @param other the version beside it
 * @param users how many there are
 * @param value the model's metric, averaged over these users
 * @param otherValue the other version's
 * @param interval of the difference, the model's minus the other's
 */
public record Comparison(
    NotWorseThan requirement,
    ModelManifest other,
    int users,
    double value,
    double otherValue,
    PairedBootstrap.Interval interval) {

  /**
   * @param ranks of each user's held-out item, 0 where the model does not know it
   * @param otherRanks of the same users in the same order, by the other version
   * @throws UnmetPreconditionException if there is no user whose held-out item both know
   */
  static Comparison of(
      NotWorseThan requirement,
      ModelManifest other,
      int[] ranks,
      int[] otherRanks,
      BooleanSupplier cancelled) {
    int[] both =
        IntStream.range(0, ranks.length)
            .filter(user -> ranks[user] > 0 && otherRanks[user] > 0)
            .toArray();
    if (both.length == 0) {
      throw new UnmetPreconditionException(
          "NOTHING_TO_COMPARE",
          "models/" + other.key(),
          "there is no user whose held-out item both the model and " + other.key() + " know");
    }
    double[] own = values(requirement.metric(), ranks, both);
    double[] others = values(requirement.metric(), otherRanks, both);
    double[] differences = new double[both.length];
    Arrays.setAll(differences, user -> own[user] - others[user]);
    return new Comparison(
        requirement,
        other,
        both.length,
        Arrays.stream(own).average().orElseThrow(),
        Arrays.stream(others).average().orElseThrow(),
        PairedBootstrap.interval(
            differences, requirement.confidence(), requirement.seed(), cancelled));
  }

  private static double[] values(RankMetric metric, int[] ranks, int[] users) {
    return Arrays.stream(users).mapToDouble(user -> metric.of(ranks[user])).toArray();
  }

  public double difference() {
    return value - otherValue;
  }

  /** From 0 on it is held; below 0, by how much the best that the interval allows falls short. */
  public double margin() {
    return interval.highest() + requirement.tolerance();
  }

  public boolean held() {
    return margin() >= 0;
  }
}
