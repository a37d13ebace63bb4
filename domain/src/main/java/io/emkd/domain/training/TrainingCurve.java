package io.emkd.domain.training;

import java.time.Duration;
import java.util.List;

/**
 * One of the quantities that a training tells of, over its steps and its time.
 *
 * @param name such as {@code loss/total} or {@code validation/NDCG@10}
 * @param points in the order of their steps; of many steps some may be left out
 */
public record TrainingCurve(String name, List<TrainingCurve.Point> points) {
  /**
   * What it was at a step.
   *
   * @param elapsed since the training began, without what passed while it was interrupted
   */
  public record Point(long step, Duration elapsed, double value) {}
}
