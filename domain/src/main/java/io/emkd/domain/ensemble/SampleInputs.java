package io.emkd.domain.ensemble;

import java.util.List;
import java.util.stream.IntStream;

/** Inputs by which an index is measured against the exact ranking. */
public final class SampleInputs {
  private static final int MOST = 256;

  private SampleInputs() {}

  /**
   * Returns what is scored of users all over a dataset: [S][T], each the items of an {@link
   * EncoderInput}.
   *
   * @param histories of item numbers, none of them empty
   * @param length T
   * @param maskToken V+1
   */
  public static int[][] of(List<int[]> histories, int length, int maskToken) {
    int count = Math.min(MOST, histories.size());
    return IntStream.range(0, count)
        .mapToObj(s -> histories.get((int) ((long) s * histories.size() / count)))
        .map(history -> EncoderInput.after(history, length, maskToken).items())
        .toArray(int[][]::new);
  }
}
