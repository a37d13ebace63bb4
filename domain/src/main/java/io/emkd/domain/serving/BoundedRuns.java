package io.emkd.domain.serving;

import io.emkd.domain.ensemble.EncoderInput;
import java.util.List;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;

/** A batch in as many graph runs as keep what one of them brings to the Java side within bounds. */
final class BoundedRuns {
  /** Numbers of four bytes that a run may bring. */
  private static final long VALUES = 1 << 24;

  private BoundedRuns() {}

  /**
   * @param valuesOfASequence what a run brings of each, at least 1; one sequence is never too much
   * @param run takes inputs [b][T] and the index of the request that the first of them is of
   */
  static <Q> void each(
      List<Q> requests,
      long valuesOfASequence,
      Function<Q, EncoderInput> input,
      ObjIntConsumer<int[][]> run) {
    int atOnce = (int) Math.max(1, VALUES / valuesOfASequence);
    for (int first = 0; first < requests.size(); first += atOnce) {
      int[][] inputs = new int[Math.min(atOnce, requests.size() - first)][];
      for (int b = 0; b < inputs.length; b++) {
        inputs[b] = input.apply(requests.get(first + b)).items();
      }
      run.accept(inputs, first);
    }
  }
}
