package io.emkd.tensorflow.engine;

import io.emkd.domain.ensemble.EncoderInput;
import io.emkd.domain.ensemble.EnsembleScorer;
import io.emkd.domain.serving.ScoringLimits;
import java.util.Arrays;

/**
 * What is scored before a loaded version answers anybody: one sequence and a full batch, since a
 * first run prepares what later ones of its size use.
 *
 * @param limits how large a full batch will be
 */
record WarmUp(ScoringLimits limits) {
  void run(EnsembleScorer scorer) {
    int[] sequence = new int[scorer.maxLength()];
    Arrays.fill(sequence, 1);
    int[] input = EncoderInput.after(sequence, scorer.maxLength(), scorer.itemCount() + 1).items();
    for (int batch : new int[] {1, limits.batchSizeFor(scorer.itemCount())}) {
      int[][] inputs = new int[batch][];
      Arrays.fill(inputs, input);
      int[][] excluded = new int[batch][0];
      scorer.top(inputs, excluded, 1);
    }
  }
}
