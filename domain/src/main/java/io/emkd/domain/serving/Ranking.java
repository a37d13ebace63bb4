package io.emkd.domain.serving;

/**
 * The best items of one sequence.
 *
 * @param items item numbers, best first
 * @param scores of the same items
 * @param networkScores of the same items each network's term of the score, [items][N]; empty where
 *     not asked for
 * @param agreement of each network's own best items, as many as there are {@code items}, the share
 *     that is among them, averaged over networks, 0 to 1; not a number where not asked for
 */
public record Ranking(int[] items, double[] scores, double[][] networkScores, double agreement) {
  private static final double[][] NOT_ASKED = {};

  static Ranking of(int[] items, float[] scores, int count) {
    int size = Math.min(count, items.length);
    double[] own = new double[size];
    for (int i = 0; i < size; i++) {
      own[i] = scores[i];
    }
    return new Ranking(java.util.Arrays.copyOf(items, size), own, NOT_ASKED, Double.NaN);
  }
}
