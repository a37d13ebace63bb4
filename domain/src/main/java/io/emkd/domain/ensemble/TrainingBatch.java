package io.emkd.domain.ensemble;

/**
 * What one step trains on.
 *
 * @param original [B][T], the unmasked windows, left-padded with 0
 * @param views [M][B][T], the masked views
 * @param labels [M][B][T], the original item at chosen positions, 0 elsewhere
 * @param shifts [M][B], how many positions further right than in the original a view's items stand
 * @param sampled what the sampled softmax compares with; none where the softmax is full
 */
public record TrainingBatch(
    int[][] original, int[][][] views, int[][][] labels, int[][] shifts, SampledItems sampled) {
  /** With every item of every view where it stands in the original. */
  public TrainingBatch(int[][] original, int[][][] views, int[][][] labels, SampledItems sampled) {
    this(original, views, labels, new int[views.length][original.length], sampled);
  }

  public int size() {
    return original.length;
  }

  public int maskedViews() {
    return views.length;
  }

  /**
   * Whether the attributes of an item of the original are predicted: whether the last view masks
   * it, at whatever position it stands there.
   *
   * @param sequence 0..B-1
   * @param position 0..T-1, of the original
   */
  public boolean predictsAttributes(int sequence, int position) {
    int last = views.length - 1;
    int there = position + shifts[last][sequence];
    int[] labelsThere = labels[last][sequence];
    return there < labelsThere.length && labelsThere[there] != 0;
  }
}
