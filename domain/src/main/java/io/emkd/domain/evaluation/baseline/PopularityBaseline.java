package io.emkd.domain.evaluation.baseline;

import io.emkd.domain.dataset.ItemPopularity;
import java.util.Arrays;
import java.util.List;

/** Scores an item by how often it occurs in the training sequences. Immutable. */
public final class PopularityBaseline implements Baseline {
  private final double[] counts;

  /**
   * @param training training sequences of item numbers
   * @param itemCount V
   */
  public PopularityBaseline(List<int[]> training, int itemCount) {
    counts =
        Arrays.stream(ItemPopularity.of(training, itemCount).counts()).asDoubleStream().toArray();
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
