package io.emkd.experiments;

import java.util.List;
import java.util.Locale;

/**
 * What the paper reports of a dataset (Du et al., SIGIR 2023, table 2), and which columns of its
 * files the experiment reads.
 */
public enum PaperResult {
  BEAUTY("beauty", 0.0594, 0.0995),
  TOYS("toys", 0.0622, 0.1016),
  ML_1M("ml-1m", 0.1915, 0.3239);

  private final String dataset;
  private final double ndcgAt10;
  private final double hitRatioAt10;

  PaperResult(String dataset, double ndcgAt10, double hitRatioAt10) {
    this.dataset = dataset;
    this.ndcgAt10 = ndcgAt10;
    this.hitRatioAt10 = hitRatioAt10;
  }

  /** The dataset's name, which is its preset's too. */
  public String dataset() {
    return dataset;
  }

  double ndcgAt10() {
    return ndcgAt10;
  }

  double hitRatioAt10() {
    return hitRatioAt10;
  }

  public static List<String> datasets() {
    return List.of(values()).stream().map(PaperResult::dataset).toList();
  }

  /**
   * @throws IllegalArgumentException if the paper has no such dataset
   */
  public static PaperResult of(String dataset) {
    return valueOf(dataset.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
