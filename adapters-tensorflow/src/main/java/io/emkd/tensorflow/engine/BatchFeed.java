package io.emkd.tensorflow.engine;

import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.ensemble.SampledItems;
import io.emkd.domain.ensemble.TrainingBatch;
import java.util.Arrays;

/**
 * A training batch as the graph's inputs.
 *
 * @param rows (M+1)*B
 * @param sequences [(M+1)*B*T] row-major: the views in their order, then the original
 */
public record BatchFeed(
    int rows, int[] sequences, Masked masked, Sample sample, Attributes attributes) {
  /**
   * The masked positions of all views.
   *
   * @param positions [K] indices into {@code sequences}
   * @param labels [K]
   * @param weights [K], 1/K_m
   */
  public record Masked(int[] positions, int[] labels, float[] weights) {}

  /**
   * The sample of a sampled softmax; all are empty where the softmax is full.
   *
   * @param items [S]
   * @param labelCorrections [K], log(S q) of the labels
   * @param itemCorrections [S], log(S q) of the items
   */
  public record Sample(int[] items, float[] labelCorrections, float[] itemCorrections) {
    private static Sample of(SampledItems sampled, int[] labels) {
      return new Sample(
          sampled.items(), corrections(sampled, labels), corrections(sampled, sampled.items()));
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
  }

  /**
   * The positions whose attributes are predicted.
   *
   * @param positions [P] indices into {@code sequences}, of the original where it has what the last
   *     view masks
   * @param weights [P], 1/P
   * @param targets [2Q], (index into positions, attribute) pairs
   */
  public record Attributes(int[] positions, float[] weights, int[] targets) {}

  /**
   * @param length T
   */
  public static BatchFeed of(TrainingBatch batch, int length, ItemCatalogue catalogue) {
    int views = batch.maskedViews();
    int[] sequences = new int[(views + 1) * batch.size() * length];
    Masked masked = masked(batch, length, sequences);
    Attributes attributes = attributes(batch, length, sequences, catalogue);
    return new BatchFeed(
        (views + 1) * batch.size(),
        sequences,
        masked,
        Sample.of(batch.sampled(), masked.labels),
        attributes);
  }

  /** Copies the views into {@code sequences} and gathers what they mask. */
  private static Masked masked(TrainingBatch batch, int length, int[] sequences) {
    int size = batch.size();
    int views = batch.maskedViews();
    IntList positions = new IntList();
    IntList labels = new IntList();
    float[] weights = new float[views * size * length];
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
    return new Masked(
        positions.toArray(), labels.toArray(), Arrays.copyOf(weights, positions.size));
  }

  /** Copies the originals into {@code sequences} and gathers the attributes of what is masked. */
  private static Attributes attributes(
      TrainingBatch batch, int length, int[] sequences, ItemCatalogue catalogue) {
    int size = batch.size();
    int views = batch.maskedViews();
    IntList positions = new IntList();
    IntList targets = new IntList();
    for (int b = 0; b < size; b++) {
      int row = (views * size + b) * length;
      System.arraycopy(batch.original()[b], 0, sequences, row, length);
      for (int t = 0; t < length; t++) {
        if (batch.predictsAttributes(b, t)) {
          for (int attribute : catalogue.attributes(batch.original()[b][t])) {
            targets.add(positions.size);
            targets.add(attribute);
          }
          positions.add(row + t);
        }
      }
    }
    float[] weights = new float[positions.size];
    Arrays.fill(weights, 1f / positions.size);
    return new Attributes(positions.toArray(), weights, targets.toArray());
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
