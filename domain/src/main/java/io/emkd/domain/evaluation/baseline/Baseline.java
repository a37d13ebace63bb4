package io.emkd.domain.evaluation.baseline;

/** A ranking without a model, counted from the training items; what a trained model must beat. */
public interface Baseline {
  String name();

  /**
   * @param history item numbers, oldest first
   * @return [V+1] scores by item number
   */
  double[] scores(int[] history);
}
