package io.emkd.demo;

import io.emkd.domain.evaluation.RankingMetrics;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The metrics that a ranking may expect where the distribution of each viewer's next film is known:
 * for every film its probability times what its rank is worth, summed, and averaged over viewers.
 *
 * @param means by the names of {@link RankingMetrics}
 * @param deviations by how much chance moves each metric: the standard deviation of its mean over
 *     one drawn film a viewer
 */
record ExpectedMetrics(Map<String, Double> means, Map<String, Double> deviations) {

  /**
   * Of the ranking by the probabilities themselves. What a rank is worth falls from rank to rank,
   * so no other ranking may expect more.
   *
   * @param distributions [V+1] by film number, one a viewer; films that were seen, which do not
   *     compete, have probability 0
   */
  static ExpectedMetrics optimum(List<double[]> distributions, Collection<Integer> cutoffs) {
    return of(distributions, distributions, cutoffs);
  }

  /**
   * Of the ranking by any scores.
   *
   * @param scores [V+1] by film number, one a viewer; films of equal score are in the order of
   *     their numbers
   */
  static ExpectedMetrics of(
      List<double[]> distributions, List<double[]> scores, Collection<Integer> cutoffs) {
    int films = distributions.get(0).length - 1;
    List<Map<String, Double>> worth =
        IntStream.rangeClosed(1, films)
            .mapToObj(rank -> RankingMetrics.of(new int[] {rank}, cutoffs).values())
            .toList();
    Map<String, Double> means = new LinkedHashMap<>();
    Map<String, Double> deviations = new LinkedHashMap<>();
    for (String metric : worth.get(0).keySet()) {
      double[] gains = worth.stream().mapToDouble(of -> of.get(metric)).toArray();
      double sum = 0;
      double variance = 0;
      for (int v = 0; v < distributions.size(); v++) {
        double[] ranked = byScore(distributions.get(v), scores.get(v));
        double mean = 0;
        double square = 0;
        for (int r = 0; r < ranked.length; r++) {
          mean += ranked[r] * gains[r];
          square += ranked[r] * gains[r] * gains[r];
        }
        sum += mean;
        variance += square - mean * mean;
      }
      means.put(metric, sum / distributions.size());
      deviations.put(metric, Math.sqrt(variance) / distributions.size());
    }
    return new ExpectedMetrics(means, deviations);
  }

  /**
   * @throws IllegalArgumentException if the metric was not computed
   */
  double mean(String name) {
    Double mean = means.get(name);
    if (mean == null) {
      throw new IllegalArgumentException(name + " is not among " + means.keySet());
    }
    return mean;
  }

  /** The probabilities of the films that can come next, the best score first. */
  private static double[] byScore(double[] distribution, double[] scores) {
    return IntStream.range(1, distribution.length)
        .filter(film -> distribution[film] > 0)
        .boxed()
        .sorted((a, b) -> Double.compare(scores[b], scores[a]))
        .mapToDouble(film -> distribution[film])
        .toArray();
  }
}
