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
      double hits = 0;
      double gain = 0;
      for (int rank : ranks) {
        if (rank <= k) {
          hits++;
          gain += Math.log(2) / Math.log(rank + 1.0);
        }
      }
      values.put("HR@" + k, hits / ranks.length);
      values.put("NDCG@" + k, gain / ranks.length);
    }
    double reciprocal = 0;
    for (int rank : ranks) {
      reciprocal += 1.0 / rank;
    }
    values.put("MRR", reciprocal / ranks.length);
    return new RankingMetrics(ranks.length, values);
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
