package io.emkd.benchmarks;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.ItemLossConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.ensemble.TrainingBatch;

/**
 * The floating-point operations that the matrix products of a step need: a multiplication and an
 * addition each, forward once and backward twice. Elementwise work is not counted.
 */
final class TrainingFlops {
  private TrainingFlops() {}

  static double of(
      TrainingBatch batch, TrainingConfiguration configuration, TrainingBenchmark.Data data) {
    EnsembleConfiguration e = configuration.ensemble();
    double d = e.hiddenSize();
    double length = e.maxLength();
    double size = batch.size();
    double views = batch.maskedViews();
    double rows = (views + 1) * size * length;
    double perBlock = 24 * d * d * rows + 4 * length * d * rows;
    long masked = 0;
    for (int[][] view : batch.labels()) {
      masked += count(view);
    }
    ItemLossConfiguration itemLoss = configuration.loss().itemLoss();
    double compared = 1 + (itemLoss.sampled() ? itemLoss.sampledItems() : data.items());
    double itemHead = 2 * d * compared * masked;
    double attributeHead =
        2 * d * (data.attributes() + 1) * count(batch.labels()[batch.maskedViews() - 1]);
    double anchors = e.networks() * size;
    // Of the anchors with themselves, whose gradients need one product where others need two.
    double amongAnchors = 2 * anchors * anchors * length * d;
    double withViews = 2 * anchors * e.networks() * views * length * d;
    return 3 * (e.networks() * (e.blocks() * perBlock + itemHead + attributeHead) + withViews)
        + 2 * amongAnchors;
  }

  private static long count(int[][] labels) {
    long count = 0;
    for (int[] row : labels) {
      for (int label : row) {
        if (label != 0) {
          count++;
        }
      }
    }
    return count;
  }
}
