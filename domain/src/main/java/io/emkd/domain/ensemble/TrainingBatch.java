package io.emkd.domain.ensemble;

/**
 * What one step trains on.
 *
 * @param original [B][T], the unmasked windows, left-padded with 0
 * @param views [M][B][T], the masked views
 * @param labels [M][B][T], the original item at chosen positions, 0 elsewhere
 * @param sampled what the sampled softmax compares with; none where the softmax is full
 */
public record TrainingBatch(
    int[][] original, int[][][] views, int[][][] labels, SampledItems sampled) {
  public int size() {
    return original.length;
  }

  public int maskedViews() {
    return views.length;
  }
}
