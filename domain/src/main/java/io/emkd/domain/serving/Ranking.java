package io.emkd.domain.serving;

import io.emkd.domain.ensemble.TopItems;

/**
 * The best items of one sequence.
 *
 * @param items item numbers, best first
 * @param scores of the same items
 * @param networkScores of the same items each network's term of the score, [items][N]; empty where
 *     not asked for
 * @param agreement of each network's own best items, as many as there are {@code items}, the share
 *     that is among them, averaged over networks, 0 to 1; not a number where not asked for
 * @param approximate whether an index found them, which may have missed better ones
 */
public record Ranking(
    int[] items, double[] scores, double[][] networkScores, double agreement, boolean approximate) {
  private static final double[][] NOT_ASKED = {};

  /** The first {@code count} of what may be a longer list. */
  static Ranking of(TopItems top, int count) {
    TopItems first = top.first(count);
    double[] scores = new double[first.items().length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = first.scores()[i];
    }
    return new Ranking(first.items(), scores, NOT_ASKED, Double.NaN, top.approximate());
  }
}
