package io.emkd.domain.serving;

import io.emkd.domain.ensemble.BestItems;
import java.util.Arrays;

/** Ranks from each network's logits, where their sum alone does not tell what is asked for. */
final class NetworkRanking {
  private final double[][] terms;
  private final boolean[] out;

  /**
   * @param logits [N][V+1]
   * @param excluded item numbers that do not compete
   */
  private NetworkRanking(float[][] logits, Combine combine, int[] excluded) {
    terms = new double[logits.length][];
    for (int n = 0; n < logits.length; n++) {
      terms[n] = combine == Combine.LOGITS ? doubles(logits[n]) : softmax(logits[n]);
    }
    out = new boolean[logits[0].length];
    out[0] = true;
    for (int item : excluded) {
      out[item] = true;
    }
  }

  static Ranking rank(float[][] logits, RankingRequest request) {
    NetworkRanking networks = new NetworkRanking(logits, request.combine(), request.excluded());
    double[] sum = new double[networks.out.length];
    for (double[] term : networks.terms) {
      for (int item = 0; item < sum.length; item++) {
        sum[item] += term[item];
      }
    }
    int[] items = BestItems.of(sum, networks.out, request.count());
    return new Ranking(
        items,
        Arrays.stream(items).mapToDouble(item -> sum[item]).toArray(),
        Arrays.stream(items).mapToObj(networks::of).toArray(double[][]::new),
        networks.agreement(items),
        false);
  }

  /** Each network's term of one item's score. */
  private double[] of(int item) {
    return Arrays.stream(terms).mapToDouble(term -> term[item]).toArray();
  }

  private double agreement(int[] items) {
    if (items.length == 0) {
      return 1;
    }
    int[] answered = items.clone();
    Arrays.sort(answered);
    long shared =
        Arrays.stream(terms)
            .flatMapToInt(term -> Arrays.stream(BestItems.of(term, out, items.length)))
            .filter(item -> Arrays.binarySearch(answered, item) >= 0)
            .count();
    return (double) shared / (terms.length * items.length);
  }

  private static double[] doubles(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  private static double[] softmax(float[] logits) {
    double maximum = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      maximum = Math.max(maximum, logit);
    }
    double[] probabilities = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = Math.exp(logits[i] - maximum);
      sum += probabilities[i];
    }
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] /= sum;
    }
    return probabilities;
  }
}
