package io.emkd.domain.evaluation;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Hit ratio, normalised discounted cumulative gain and mean reciprocal rank, averaged over users
 * ("Scoring and evaluation" of docs/specification.md).
 *
 * @param users how many users were ranked
 * @param values by name: {@code HR@K}, {@code NDCG@K}, {@code MRR}; each in [0, 1]
 */
public record RankingMetrics(int users, Map<String, Double> values) {
  public static final String SELECTION_METRIC = "NDCG@10";

  /**
   * @param ranks of each user's target, from 1
   * @param cutoffs the Ks, each at least 1
   */
  public static RankingMetrics of(int[] ranks, Collection<Integer> cutoffs) {
    if (ranks.length == 0) {
      throw new IllegalArgumentException("no user was ranked");
    }
    Map<String, Double> values = new LinkedHashMap<>();
    for (int k : new TreeSet<>(cutoffs)) {
      put(values, new RankMetric(RankMetric.Kind.HR, k), ranks);
      put(values, new RankMetric(RankMetric.Kind.NDCG, k), ranks);
    }
    put(values, new RankMetric(RankMetric.Kind.MRR, 0), ranks);
    return new RankingMetrics(ranks.length, values);
  }

  private static void put(Map<String, Double> values, RankMetric metric, int[] ranks) {
    double sum = 0;
    for (int rank : ranks) {
      sum += metric.of(rank);
    }
    values.put(metric.toString(), sum / ranks.length);
  }

  /**
   * @throws IllegalArgumentException if the metric was not computed
   */
  public double value(String name) {
    Double value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is not among " + values.keySet());
    }
    return value;
  }
}
