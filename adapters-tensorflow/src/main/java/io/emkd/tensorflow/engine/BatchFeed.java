package io.emkd.tensorflow.engine;

import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.ensemble.SampledItems;
import io.emkd.domain.ensemble.TrainingBatch;
import java.util.Arrays;

/**
 * A training batch as the graph's inputs.
 *
 * @param sequences [(M+1)*B*T] row-major: the views in their order, then the original
 * @param maskedPositions [K] indices into {@code sequences}; K is filled up to the multiple that
 *     the graph asks for, with weight 0
 * @param labels [K]
 * @param weights [K], 1/K_m
 * @param sampledItems [S]; empty where the softmax is full, as are the two corrections
 * @param labelCorrections [K], log(S q) of the labels
 * @param sampledCorrections [S], log(S q) of the sampled items
 * @param attributePositions [P] indices into {@code sequences}, of the original where the last view
 *     is masked
 * @param attributeTargets [2Q], (index into attributePositions, attribute) pairs
 */
public record BatchFeed(
    int rows,
    int[] sequences,
    int[] maskedPositions,
    int[] labels,
    float[] weights,
    int[] sampledItems,
    float[] labelCorrections,
    float[] sampledCorrections,
    int[] attributePositions,
    int[] attributeTargets) {
  public static BatchFeed of(
      TrainingBatch batch, int length, ItemCatalogue catalogue, int maskedMultiple) {
    int size = batch.size();
    int views = batch.maskedViews();
    int[] sequences = new int[(views + 1) * size * length];
    IntList positions = new IntList();
    IntList labels = new IntList();
    float[] weights = new float[views * size * length + maskedMultiple];
    for (int m = 0; m < views; m++) {
      int first = positions.size;
      for (int b = 0; b < size; b++) {
        int row = (m * size + b) * length;
        System.arraycopy(batch.views()[m][b], 0, sequences, row, length);
        for (int t = 0; t < length; t++) {
          if (batch.labels()[m][b][t] != 0) {
            positions.add(row + t);
            labels.add(batch.labels()[m][b][t]);
          }
        }
      }
      Arrays.fill(weights, first, positions.size, 1f / (positions.size - first));
    }
    while (positions.size % maskedMultiple != 0) {
      positions.add(0);
      labels.add(0);
    }
    IntList attributePositions = new IntList();
    IntList attributeTargets = new IntList();
    for (int b = 0; b < size; b++) {
      int row = (views * size + b) * length;
      System.arraycopy(batch.original()[b], 0, sequences, row, length);
      for (int t = 0; t < length; t++) {
        if (batch.labels()[views - 1][b][t] != 0) {
          for (int attribute : catalogue.attributes(batch.original()[b][t])) {
            attributeTargets.add(attributePositions.size);
            attributeTargets.add(attribute);
          }
          attributePositions.add(row + t);
        }
      }
    }
    return new BatchFeed(
        (views + 1) * size,
        sequences,
        positions.toArray(),
        labels.toArray(),
        Arrays.copyOf(weights, positions.size),
        batch.sampled().items(),
        corrections(batch.sampled(), labels.toArray()),
        corrections(batch.sampled(), batch.sampled().items()),
        attributePositions.toArray(),
        attributeTargets.toArray());
  }

  private static float[] corrections(SampledItems sampled, int[] items) {
    if (sampled.items().length == 0) {
      return new float[0];
    }
    float[] corrections = new float[items.length];
    for (int i = 0; i < items.length; i++) {
      corrections[i] = sampled.logExpectedCounts()[items[i]];
    }
    return corrections;
  }

  private static final class IntList {
    private int[] values = new int[1024];
    private int size;

    void add(int value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }

    int[] toArray() {
      return Arrays.copyOf(values, size);
    }
  }
}
