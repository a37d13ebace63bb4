package io.emkd.domain.evaluation;

import java.util.List;

/** Scores an item by how often it occurs in the training sequences. Immutable. */
public final class PopularityBaseline implements Baseline {
  private final double[] counts;

  /**
   * @param training training sequences of item numbers
   * @param itemCount V
   */
  public PopularityBaseline(List<int[]> training, int itemCount) {
    counts = new double[itemCount + 1];
    for (int[] sequence : training) {
      for (int item : sequence) {
        counts[item]++;
      }
    }
  }

  @Override
  public String name() {
    return "popularity";
  }

  @Override
  public double[] scores(int[] history) {
    return counts.clone();
  }
}
